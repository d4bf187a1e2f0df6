internal import TOMLKit

/// A TOML text, parsed; its values are read through ``TOMLSection`` with errors that name file, line and column.
public struct TOMLDocument: Sendable {
  public let root: TOMLSection

  /// Throws for a syntax error. `file` only stands in the texts of errors.
  public init(text: String, file: String) throws(TOMLProblem) {
    // The parser reads C strings and would silently stop at a NUL.
    if let end = text.unicodeScalars.firstIndex(of: "\0") {
      let lines = text[..<end].split(separator: "\n", omittingEmptySubsequences: false)
      throw TOMLProblem(
        file: file, line: lines.count, column: (lines.last?.unicodeScalars.count ?? 0) + 1, what: "a NUL byte",
        mend: "the file must be plain text")
    }
    let table: TOMLTable
    do {
      table = try TOMLTable(string: text)
    } catch {
      let error = error as? TOMLParseError
      throw TOMLProblem(
        file: file, line: error?.source.begin.line ?? 1, column: error?.source.begin.column ?? 1,
        what: error?.description ?? "no valid TOML", mend: "mend the line, see https://toml.io")
    }
    let node = TOMLNode(table, path: [], places: TOMLPlaces(of: text))
    guard case .table(let members) = node.value else { preconditionFailure("a document is a table") }
    root = TOMLSection(file: file, place: .start, members: members)
  }
}
