internal import Domain

/// The secret fields of a credential in a form: one for each field its injection names.
enum CredentialFields {
  static func id(_ name: String) -> String { "secret." + name }

  static func make(for injection: Injection) -> [FormField] {
    (injection.fieldNames + injection.optionalFieldNames).map { make($0, for: injection) }
  }

  static func make(_ name: String, for injection: Injection) -> FormField {
    let isOptional = injection.optionalFieldNames.contains(name)
    return .secret(
      id(name), label(name), note: isOptional ? "only with temporary keys" : "paste or type it; it is never shown")
  }

  static func label(_ name: String) -> String {
    switch name {
    case "token": "Value"
    case "user": "User"
    case "password": "Password"
    case "access_key_id": "Key id"
    case "secret_access_key": "Secret key"
    case "session_token": "Session"
    default: Printable.text(name, limit: 11)
    }
  }

  /// Whether anything was typed or pasted into one of them.
  static func isEmpty(_ form: Form) -> Bool {
    form.fields.allSatisfy { field in
      guard field.id.hasPrefix("secret."), case .secret(let bytes) = field.value else { return true }
      return bytes.isEmpty
    }
  }

  /// The credential, or nil with the problem written beside the field that has it.
  static func read(_ form: inout Form, for injection: Injection) -> Credential? {
    var fields: [Credential.Field] = []
    var isComplete = true
    for name in injection.fieldNames + injection.optionalFieldNames {
      guard let bytes = form.secret(id(name)) else { return nil }
      if bytes.isEmpty, injection.optionalFieldNames.contains(name) { continue }
      do {
        let (value, _) = try Credential.cleaned(bytes)
        fields.append(Credential.Field(name: name, value: value))
        form[id(name)]?.problem = nil
      } catch {
        form[id(name)]?.problem = error.description
        isComplete = false
      }
    }
    return isComplete ? Credential(fields: fields) : nil
  }
}
