/// A JSON document (RFC 8259) whose members keep their order.
enum JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByNilLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  case null
  case bool(Bool)
  case number(Int64)
  case string(String)
  case array([JSON])
  case object([(String, JSON)])

  init(stringLiteral value: String) { self = .string(value) }
  init(integerLiteral value: Int64) { self = .number(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(nilLiteral: ()) { self = .null }
  init(arrayLiteral elements: JSON...) { self = .array(elements) }
  init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements) }

  init(_ value: (some CustomStringConvertible)?) { self = value.map { .string($0.description) } ?? .null }
  init(_ value: (some BinaryInteger)?) { self = value.map { .number(Int64($0)) } ?? .null }
  init(_ values: [some CustomStringConvertible]) { self = .array(values.map { .string($0.description) }) }

  /// Indented by two spaces, for a document; on one line, for JSON Lines.
  func text(onOneLine: Bool = false) -> String {
    var output = ""
    write(to: &output, indent: onOneLine ? nil : 0)
    return output
  }

  private func write(to output: inout String, indent: Int?) {
    switch self {
    case .null: output += "null"
    case .bool(let value): output += value ? "true" : "false"
    case .number(let value): output += String(value)
    case .string(let value): Self.quote(value, to: &output)
    case .array(let elements):
      Self.bracketed("[", "]", elements, to: &output, indent: indent) { $0.write(to: &$1, indent: $2) }
    case .object(let members):
      Self.bracketed("{", "}", members, to: &output, indent: indent) { member, output, indent in
        Self.quote(member.0, to: &output)
        output += indent == nil ? ":" : ": "
        member.1.write(to: &output, indent: indent)
      }
    }
  }

  private static func bracketed<Element>(
    _ open: String, _ close: String, _ elements: [Element], to output: inout String, indent: Int?,
    _ write: (Element, inout String, Int?) -> Void
  ) {
    func breakLine(_ depth: Int?) {
      if let depth { output += "\n" + String(repeating: "  ", count: depth) }
    }
    let inner = indent.map { $0 + 1 }
    output += open
    for (index, element) in elements.enumerated() {
      if index > 0 { output += "," }
      breakLine(inner)
      write(element, &output, inner)
    }
    if !elements.isEmpty { breakLine(indent) }
    output += close
  }

  /// Control characters, also those beyond ASCII, are escaped, so that a document is safe to look at.
  private static func quote(_ text: String, to output: inout String) {
    output += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\t": output += "\\t"
      default:
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
          for unit in String(scalar).utf16 {
            let digits = String(unit, radix: 16)
            output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
          }
        default: output.unicodeScalars.append(scalar)
        }
      }
    }
    output += "\""
  }
}
