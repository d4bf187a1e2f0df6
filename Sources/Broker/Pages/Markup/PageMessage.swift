internal import Domain

/// A page that says one thing: that something ended, is not there, or cannot be done.
struct PageMessage {
  enum Mark: String { case done, failed, open }

  let mark: Mark
  let title: String
  /// Paragraphs.
  let sentences: [String]
  /// Where to go from here, within the broker.
  var link: (path: String, text: String)?

  init(_ mark: Mark, _ title: String, _ sentences: String...) {
    self.mark = mark
    self.title = title
    self.sentences = sentences
  }

  func response(
    _ status: Int, keepsOpener: Bool = false, headers: [(name: String, value: String)] = []
  ) -> BrokerResponse {
    .page(.message, fields, status: status, keepsOpener: keepsOpener, headers: headers)
  }

  private var fields: PageFields {
    [
      "title": .text(title), mark.rawValue: true, "mark": .text(mark.rawValue), "sentences": .texts(sentences),
      "link": link.map { .fields(["path": .text($0.path), "text": .text($0.text)]) } ?? .absent,
    ]
  }
}

extension ErrorAnswer {
  /// For a person: what was refused before the page's own part of the broker saw it.
  var page: BrokerResponse {
    let text = message.prefix(1).uppercased() + message.dropFirst() + "."
    var headers: [(name: String, value: String)] = []
    if !allow.isEmpty { headers.append(("Allow", allow.sorted().joined(separator: ", "))) }
    let advice =
      kind == .forbidden
      ? "Open the page by its link itself, and try again there." : "Go back, and try it again."
    return PageMessage(.failed, "This was not accepted", text, "Nothing was changed.", advice)
      .response(status, keepsOpener: true, headers: headers)
  }
}
