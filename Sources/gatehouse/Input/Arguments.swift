internal import Domain

/// Values of the command line, checked before the vault is opened or a passphrase asked.
enum Arguments {
  static func name(_ text: String, of what: String) throws(Failure) -> String {
    guard Name.isValid(text) else {
      throw .badInput("\(Printable.text(text, limit: 80)) cannot be a \(what)'s name", hint: "use \(Name.rule)")
    }
    return text
  }

  static func principal(_ text: String) throws(Failure) -> Principal {
    guard let principal = Principal(text) else {
      throw .badInput(
        "\(Printable.text(text, limit: 80)) is not somebody a grant can be for",
        hint: "write system, user:NAME, group:NAME or agent:NAME")
    }
    return principal
  }

  /// `12h` or `30d` from now, or an RFC 3339 time or date.
  static func moment(_ text: String) throws(Failure) -> Timestamp {
    let now = Timestamp.now()
    let units: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    if let unit = text.last.flatMap({ units[$0] }), let amount = Int64(text.dropLast()),
      (1...1_000_000).contains(amount)
    {
      return now.adding(seconds: amount * unit)
    }
    guard let moment = Timestamp(text), moment > now else {
      throw .badInput(
        "\(Printable.text(text, limit: 40)) is no time to come", hint: "write 12h, 30d, or a date such as 2027-01-31")
    }
    return moment
  }

  /// `Name: value`.
  static func header(_ text: String) throws(Failure) -> (name: String, value: String) {
    guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else {
      throw .badInput("\(Printable.text(text, limit: 80)) is not a header", hint: "write it as 'Name: value'")
    }
    let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
    guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
      throw .badInput("the header \(Printable.text(String(text[..<colon]), limit: 40)) holds a control character")
    }
    return (String(text[..<colon]), String(value))
  }
}
