internal import Domain

/// The two fields that say on whose behalf a grant exists.
enum PrincipalFields {
  static func make() -> [FormField] {
    var who = FormField.text("who", "Who", note: "the name of the user, group or agent")
    who.isHidden = true
    return [.choice("for", "For", ["system", "user", "group", "agent"], note: "on whose behalf"), who]
  }

  /// A name is asked for only where there is one.
  static func settle(_ form: inout Form) {
    let isSystem = form.text("for") == "system"
    form["who"]?.isHidden = isSystem
  }

  static func text(_ form: Form) -> String {
    let kind = form.text("for")
    return kind == "system" ? kind : "\(kind):\(form.text("who"))"
  }

  /// The principal, or nil with the problem written beside the field.
  static func read(_ form: inout Form) -> Principal? {
    let principal = Principal(text(form))
    form["who"]?.problem = principal == nil ? Name.rule : nil
    return principal
  }
}
