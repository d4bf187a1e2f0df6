public import Domain

/// One row of a form: a name on the left, a value, and in dim letters its reason or alternative on the right.
public struct FormField: Sendable, Equatable, Identifiable {
  public enum Value: Sendable, Equatable {
    case text(TextInput)
    /// Shown as a mask of constant length; the terminal itself edits the bytes.
    case secret(SecretBytes)
    /// One of several words; ←, → and Space change it.
    case choice([String], selected: Int)
    case toggle(Bool)
    /// Not to be changed here, so never in focus.
    case fixed(String)
  }

  public let id: String
  public var label: String
  public var value: Value
  public var note: String
  /// What is wrong with the value, in words; it takes the note's place and keeps the form from being sent.
  public var problem: String?
  /// A hidden field is neither drawn nor reached.
  public var isHidden = false

  public init(_ id: String, _ label: String, _ value: Value, note: String = "") {
    self.id = id
    self.label = label
    self.value = value
    self.note = note
  }

  public static func text(
    _ id: String, _ label: String, _ text: String = "", note: String = "", isMultiline: Bool = false
  ) -> FormField {
    FormField(id, label, .text(TextInput(text, isMultiline: isMultiline)), note: note)
  }

  public static func secret(_ id: String, _ label: String, note: String = "") -> FormField {
    FormField(id, label, .secret(SecretBytes()), note: note)
  }

  public static func choice(
    _ id: String, _ label: String, _ options: [String], selected: Int = 0, note: String = ""
  ) -> FormField {
    FormField(id, label, .choice(options, selected: selected), note: note)
  }

  public static func toggle(_ id: String, _ label: String, _ isOn: Bool, note: String = "") -> FormField {
    FormField(id, label, .toggle(isOn), note: note)
  }

  public static func fixed(_ id: String, _ label: String, _ text: String, note: String = "") -> FormField {
    FormField(id, label, .fixed(text), note: note)
  }

  public var takesFocus: Bool {
    if case .fixed = value { return false }
    return !isHidden
  }
}

/// `[ Name ]` in the last row of a form.
public struct FormButton: Sendable, Equatable, Identifiable {
  public let id: String
  public var label: String
  /// Why it cannot be pressed just now; nil when it can.
  public var disabledReason: String?

  public init(_ id: String, _ label: String, disabledReason: String? = nil) {
    self.id = id
    self.label = label
    self.disabledReason = disabledReason
  }
}
