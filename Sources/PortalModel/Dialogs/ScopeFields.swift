internal import Domain
internal import ProviderCatalog
internal import Screen

/// Scopes to tick: fields of a form that Tab visits as one, and the arrows one by one.
enum ScopeFields {
  private static let prefix = "scope."

  static func id(_ scope: String) -> String { prefix + scope }

  /// One toggle a scope, with what the catalogue says of it.
  static func make(_ scopes: [String], ticked: Set<String>, explained by: [OAuthFacts.Scope]) -> [FormField] {
    let explanations = Dictionary(by.map { ($0.name, $0.explanation) }) { first, _ in first }
    return scopes.map { FormField.toggle(id($0), $0, ticked.contains($0), note: explanations[$0] ?? "") }
  }

  /// Every scope of the form, in the order of the list.
  static func all(in form: Form) -> [String] {
    form.fields.compactMap { $0.id.hasPrefix(prefix) ? String($0.id.dropFirst(prefix.count)) : nil }
  }

  static func ticked(in form: Form) -> [String] { all(in: form).filter { form.isOn(id($0)) } }

  static func isFocused(_ form: Form) -> Bool {
    if case .field(let id) = form.focus { id.hasPrefix(prefix) } else { false }
  }

  /// Takes the place of the scopes before.
  ///
  /// - Parameter next: the field they stand before; without it they stand last.
  static func replace(with toggles: [FormField], in form: inout Form, before next: String? = nil) {
    form.fields.removeAll { $0.id.hasPrefix(prefix) }
    let end = form.fields.firstIndex { $0.id == next } ?? form.fields.count
    form.fields.insert(contentsOf: toggles, at: end)
  }

  /// Tab out of the list, whatever row has the focus.
  ///
  /// - Returns: whether the key was for that.
  static func leave(_ form: inout Form, by key: Key) -> Bool {
    guard isFocused(form), key == .tab || key == .backTab else { return false }
    let distance = key == .tab ? 1 : -1
    repeat { form.moveFocus(by: distance) } while isFocused(form)
    return true
  }
}

extension Form {
  /// The hint for a list of scopes: Space ticks; elsewhere as ``changeBinding``.
  var tickBinding: KeyBinding {
    ScopeFields.isFocused(self)
      ? KeyBinding(.character(" "), "tick", "Ask for this scope, or not") : changeBinding
  }
}
