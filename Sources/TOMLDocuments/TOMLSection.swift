internal import Domain

/// One table of a document. A getter throws when the key is missing (the `optional` ones return nil) or of another
/// kind; the error says where.
public struct TOMLSection: Sendable {
  let file: String
  let place: TOMLPlace
  let members: [String: TOMLNode]

  /// The line at which the table begins, one-based.
  public var line: Int { place.line }

  /// The keys in the order of the file.
  public var keys: [String] {
    members.sorted {
      ($0.value.keyPlace.line, $0.value.keyPlace.column, $0.key)
        < ($1.value.keyPlace.line, $1.value.keyPlace.column, $1.key)
    }.map(\.key)
  }

  public func has(_ key: String) -> Bool { members[key] != nil }

  /// Whether the value is a whole number, for keys that take a number or a text.
  public func isInteger(_ key: String) -> Bool {
    if case .integer = members[key]?.value { true } else { false }
  }

  /// Whether the value is a list, for keys that take one text or several.
  public func isList(_ key: String) -> Bool {
    if case .array = members[key]?.value { true } else { false }
  }

  public func string(_ key: String) throws(TOMLProblem) -> String { try required(key, optionalString) }
  public func integer(_ key: String) throws(TOMLProblem) -> Int { try required(key, optionalInteger) }
  public func bool(_ key: String) throws(TOMLProblem) -> Bool { try required(key, optionalBool) }
  /// A list of texts.
  public func strings(_ key: String) throws(TOMLProblem) -> [String] { try required(key, optionalStrings) }
  /// A table below this one.
  public func section(_ key: String) throws(TOMLProblem) -> TOMLSection { try required(key, optionalSection) }

  public func optionalString(_ key: String) throws(TOMLProblem) -> String? {
    guard let node = members[key] else { return nil }
    guard case .string(let text) = node.value else { throw wrongKind(key, node, "text in quotes") }
    return text
  }

  public func optionalInteger(_ key: String) throws(TOMLProblem) -> Int? {
    guard let node = members[key] else { return nil }
    guard case .integer(let number) = node.value else { throw wrongKind(key, node, "a whole number") }
    return number
  }

  public func optionalBool(_ key: String) throws(TOMLProblem) -> Bool? {
    guard let node = members[key] else { return nil }
    guard case .bool(let flag) = node.value else { throw wrongKind(key, node, "true or false") }
    return flag
  }

  public func optionalStrings(_ key: String) throws(TOMLProblem) -> [String]? {
    guard let node = members[key] else { return nil }
    guard case .array(let elements) = node.value else { throw wrongKind(key, node, "a list of texts") }
    var texts: [String] = []
    for element in elements {
      guard case .string(let text) = element.value else { throw wrongKind(key, element, "text in quotes") }
      texts.append(text)
    }
    return texts
  }

  public func optionalIntegers(_ key: String) throws(TOMLProblem) -> [Int]? {
    guard let node = members[key] else { return nil }
    guard case .array(let elements) = node.value else { throw wrongKind(key, node, "a list of whole numbers") }
    var numbers: [Int] = []
    for element in elements {
      guard case .integer(let number) = element.value else { throw wrongKind(key, element, "a whole number") }
      numbers.append(number)
    }
    return numbers
  }

  public func optionalSection(_ key: String) throws(TOMLProblem) -> TOMLSection? {
    guard let node = members[key] else { return nil }
    guard case .table(let members) = node.value else { throw wrongKind(key, node, "a table, [\(key)]") }
    return TOMLSection(file: file, place: node.keyPlace, members: members)
  }

  /// The tables of `[[key]]`, or of a list of inline tables; empty when there is none.
  public func sections(_ key: String) throws(TOMLProblem) -> [TOMLSection] {
    guard let node = members[key] else { return [] }
    guard case .array(let elements) = node.value else { throw wrongKind(key, node, "a list of tables, [[\(key)]]") }
    var sections: [TOMLSection] = []
    for element in elements {
      guard case .table(let members) = element.value else { throw wrongKind(key, element, "a table") }
      sections.append(TOMLSection(file: file, place: element.keyPlace, members: members))
    }
    return sections
  }

  /// An error at the value of `key`, or at the table itself when there is no such key or none is given. For what only
  /// the caller can know: a text that is no URL, a number out of range.
  public func problem(_ key: String? = nil, _ what: String, mend: String = "") -> TOMLProblem {
    let place = key.flatMap { members[$0]?.place } ?? place
    return TOMLProblem(file: file, line: place.line, column: place.column, what: what, mend: mend)
  }

  /// One problem for each key that is none of `known`, with the nearest of them; whether that is an error or a
  /// warning is the caller's decision.
  public func unknownKeys(known: [String]) -> [TOMLProblem] {
    keys.filter { !known.contains($0) }.map { key in
      let place = members[key]?.keyPlace ?? place
      let mend =
        Nearest.match(key, in: known).map { "did you mean \"\($0)\"?" }
        ?? "known here: \(known.sorted().joined(separator: ", "))"
      return TOMLProblem(
        file: file, line: place.line, column: place.column, what: "unknown key \"\(Printable.text(key, limit: 60))\"",
        mend: mend)
    }
  }

  /// Throws the first of ``unknownKeys(known:)``.
  public func refuseUnknownKeys(known: [String]) throws(TOMLProblem) {
    if let first = unknownKeys(known: known).first { throw first }
  }

  private func required<Value>(
    _ key: String, _ read: (String) throws(TOMLProblem) -> Value?
  ) throws(TOMLProblem) -> Value {
    if let value = try read(key) { return value }
    throw problem(nil, "\"\(key)\" is missing", mend: "add it to this table")
  }

  private func wrongKind(_ key: String, _ node: TOMLNode, _ wanted: String) -> TOMLProblem {
    TOMLProblem(
      file: file, line: node.place.line, column: node.place.column, what: "\"\(key)\" is \(node.value.kind)",
      mend: "write \(wanted)")
  }
}
