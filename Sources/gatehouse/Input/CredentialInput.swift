internal import Domain

/// A credential's fields, each from a prompt without echo, or all from standard input, one a line.
enum CredentialInput {
  static func refuseStandardInputTwice(_ passphrase: PassphraseOptions) throws(Failure) {
    try StandardInput.refuseTwice(
      ("the passphrase", passphrase.usesStandardInput), ("the value", !StandardInput.isTerminal))
  }

  /// - Parameter user: the field `user` where it was given as an option, since it is no secret.
  static func read(for injection: Injection, user: String?) throws -> Credential {
    try read(fields: injection.fieldNames, optional: injection.optionalFieldNames, user: user)
  }

  /// - Parameter optional: fields that may be empty, after the others.
  static func read(fields needed: [String], optional: [String] = [], user: String?) throws -> Credential {
    let fields = needed + optional
    let asked = fields.filter { $0 != "user" || user == nil }
    var values: [String: SecretBytes] = [:]
    if let user { values["user"] = SecretBytes(user) }
    let read =
      try StandardInput.isTerminal
      ? prompted(asked, optional: optional) : piped(asked, optional: optional.count)
    for (name, value) in zip(asked, read) {
      if value.isEmpty, optional.contains(name) { continue }
      let (clean, removed) = try Credential.cleaned(value)
      if removed && StandardInput.isTerminal { Output.note("The line break at the end is not part of the value.") }
      values[name] = clean
    }
    return Credential(
      fields: fields.compactMap { name in values[name].map { Credential.Field(name: name, value: $0) } })
  }

  /// One value as it comes, for the catalogue to look at.
  static func value(_ label: String) throws(Failure) -> SecretBytes {
    try StandardInput.isTerminal ? Prompt.hidden(label) : StandardInput.secret()
  }

  private static func prompted(_ names: [String], optional: [String]) throws(Failure) -> [SecretBytes] {
    var values: [SecretBytes] = []
    for name in names {
      if Credential.isSecret(name) {
        let none = optional.contains(name) ? "; Enter for none" : ""
        values.append(try Prompt.hidden("Value of \(Printable.text(name)), not shown\(none)"))
      } else {
        values.append(SecretBytes(try Prompt.line(name == "user" ? "User" : "Value of \(Printable.text(name))")))
      }
    }
    return values
  }

  /// - Parameter optional: so many of the last ones may be missing.
  private static func piped(_ names: [String], optional: Int) throws(Failure) -> [SecretBytes] {
    let input = try StandardInput.secret()
    guard names.count > 1 else { return names.isEmpty ? [] : [input] }
    var lines = input.lines()
    if lines.last?.isEmpty == true { lines.removeLast() }
    let least = names.count - optional
    guard (least...names.count).contains(lines.count) else {
      let wanted = optional == 0 ? "\(least)" : "\(least) or \(names.count)"
      throw .badInput(
        "standard input has \(lines.count) line\(lines.count == 1 ? "" : "s"), \(wanted) are needed",
        hint: "give one value a line, in this order: \(names.joined(separator: ", "))")
    }
    return lines
  }
}
