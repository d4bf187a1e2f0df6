internal import Domain

/// A credential's fields, each from a prompt without echo, or all from standard input, one a line.
enum CredentialInput {
  static func refuseStandardInputTwice(_ passphrase: PassphraseOptions) throws(Failure) {
    try StandardInput.refuseTwice(
      ("the passphrase", passphrase.usesStandardInput), ("the value", !StandardInput.isTerminal))
  }

  /// - Parameter user: the field `user` where it was given as an option, since it is no secret.
  static func read(fields: [String], user: String?) throws -> Credential {
    let asked = fields.filter { $0 != "user" || user == nil }
    var values: [String: SecretBytes] = [:]
    if let user { values["user"] = SecretBytes(user) }
    for (name, value) in zip(asked, try StandardInput.isTerminal ? prompted(asked) : piped(asked)) {
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

  private static func prompted(_ names: [String]) throws(Failure) -> [SecretBytes] {
    var values: [SecretBytes] = []
    for name in names {
      let isPublic = name == "user"
      values.append(
        isPublic
          ? SecretBytes(try Prompt.line("User")) : try Prompt.hidden("Value of \(Printable.text(name)), not shown"))
    }
    return values
  }

  private static func piped(_ names: [String]) throws(Failure) -> [SecretBytes] {
    let input = try StandardInput.secret()
    guard names.count > 1 else { return names.isEmpty ? [] : [input] }
    var lines = input.lines()
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard lines.count == names.count else {
      throw .badInput(
        "standard input has \(lines.count) line\(lines.count == 1 ? "" : "s"), \(names.count) are needed",
        hint: "give one value a line, in this order: \(names.joined(separator: ", "))")
    }
    return lines
  }
}
