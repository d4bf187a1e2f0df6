public import Domain

/// Fields and a row of buttons: where the focus is, what the keys do to it. What is valid is the owner's knowledge: it
/// looks at ``FormChange`` and writes ``FormField/problem``.
public struct Form: Sendable, Equatable {
  public enum Focus: Sendable, Hashable {
    case field(String)
    case button(String)
  }

  public var fields: [FormField]
  public var buttons: [FormButton]
  public private(set) var focus: Focus?
  /// Whether anything was typed, chosen or pasted since the form was made.
  public private(set) var isDirty = false

  /// - Parameter focus: where the form begins; the first field that takes it, else the first button.
  public init(fields: [FormField], buttons: [FormButton], focus: Focus? = nil) {
    self.fields = fields
    self.buttons = buttons
    self.focus = focus ?? stops.first
  }

  /// Everything that Tab visits, in order.
  public var stops: [Focus] {
    fields.filter(\.takesFocus).map { .field($0.id) } + buttons.map { .button($0.id) }
  }

  public func isFocused(_ id: String) -> Bool { focus == .field(id) }

  public mutating func focus(_ newFocus: Focus) {
    if stops.contains(newFocus) { focus = newFocus }
  }

  /// To the first field with a problem; for a form that cannot be sent.
  ///
  /// - Returns: whether there is one.
  @discardableResult public mutating func focusFirstProblem() -> Bool {
    guard let field = fields.first(where: { $0.problem != nil && !$0.isHidden }) else { return false }
    focus(.field(field.id))
    return true
  }

  public subscript(_ id: String) -> FormField? {
    get { fields.first { $0.id == id } }
    set {
      guard let index = fields.firstIndex(where: { $0.id == id }), let newValue else { return }
      fields[index] = newValue
    }
  }

  /// A text field's text; a choice's word; `yes` or `no` of a toggle; a fixed text.
  public func text(_ id: String) -> String {
    switch self[id]?.value {
    case .text(let input): input.text
    case .choice(let options, let selected): options.indices.contains(selected) ? options[selected] : ""
    case .toggle(let isOn): isOn ? "yes" : "no"
    case .fixed(let text): text
    case .secret, nil: ""
    }
  }

  public func isOn(_ id: String) -> Bool { self[id]?.value == .toggle(true) }
  public func secret(_ id: String) -> SecretBytes? {
    if case .secret(let bytes) = self[id]?.value { bytes } else { nil }
  }

  public mutating func setText(_ id: String, _ text: String) {
    switch self[id]?.value {
    case .text(var input):
      input.set(text)
      self[id]?.value = .text(input)
    case .fixed: self[id]?.value = .fixed(text)
    case .choice(let options, _):
      if let index = options.firstIndex(of: text) { self[id]?.value = .choice(options, selected: index) }
    default: break
    }
  }

  /// What is wrong with a field; nil when nothing is.
  public mutating func setProblem(_ id: String, _ problem: String?) { self[id]?.problem = problem }

  /// The bytes the terminal edits while their field has the focus.
  public var secretField: SecretBytes? {
    if case .field(let id) = focus { secret(id) } else { nil }
  }

  public mutating func moveFocus(by distance: Int) {
    let stops = stops
    guard !stops.isEmpty else {
      focus = nil
      return
    }
    let index = focus.flatMap(stops.firstIndex) ?? (distance > 0 ? -1 : 0)
    focus = stops[((index + distance) % stops.count + stops.count) % stops.count]
  }

  mutating func markEdited() { isDirty = true }
}
