internal import Domain
internal import Mustache

/// A text of a page. Whatever stands in it, it can neither become markup nor deceive: control, bidi and invisible characters
/// become visible escapes, and Mustache's own escaping can rely on what is left.
struct PageText: MustacheCustomRenderable {
  let renderText: String
  /// An empty text counts as none, so that `{{#name}}` leaves its part out.
  var isNull: Bool { renderText.isEmpty }

  /// No name, account or label is so long that anybody would read it to the end.
  static let limit = 2000

  init(_ text: String, limit: Int = Self.limit) {
    renderText = Printable.text(text, limit: limit).reduce(into: "") { output, character in
      let scalars = character.unicodeScalars
      guard scalars.count > 1, let first = scalars.first, Self.markup.contains(first) else {
        output.append(character)
        return
      }
      // A combining mark makes another character of `<`, which Mustache, that goes by characters, would leave as it is.
      output.unicodeScalars.append(first)
      for mark in scalars.dropFirst() { output += "\\u{\(String(mark.value, radix: 16))}" }
    }
  }

  private static let markup: Set<Unicode.Scalar> = ["<", ">", "&", "\"", "'"]
}
