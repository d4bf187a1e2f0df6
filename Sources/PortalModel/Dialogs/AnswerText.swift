internal import Domain

/// An answer in lines to scroll through: headers, an empty line, the body. JSON is laid out, nothing is left out.
public struct AnswerText: Sendable, Equatable {
  public let answer: RequestAnswer
  /// Fit for a terminal; none is longer than 512 characters, so that drawing a screen costs a screen.
  public let lines: [String]
  /// The first line of the body.
  public let bodyStart: Int

  init(_ answer: RequestAnswer) {
    self.answer = answer
    let headers = answer.headers.map { "\($0.name): \($0.value)" }
    let isJSON = answer.headers.contains { $0.name.lowercased() == "content-type" && $0.value.contains("json") }
    let body = (isJSON ? JSONLayout.pretty(answer.body) : nil) ?? answer.body
    let head = headers.flatMap(Self.pieces) + [""]
    bodyStart = head.count
    lines =
      head
      + body.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.flatMap { Self.pieces(String($0)) }
  }

  /// Whether the body was longer than the 64 KiB that are kept.
  public var isCut: Bool { answer.bodyBytes > 65_536 }

  private static func pieces(_ line: String) -> [String] {
    let line = Printable.text(line.replacing("\t", with: "  "))
    if line.utf8.count <= 512 { return [line] }
    var pieces: [String] = []
    var rest = line[...]
    while !rest.isEmpty {
      pieces.append(String(rest.prefix(512)))
      rest = rest.dropFirst(512)
    }
    return pieces
  }
}
