/// What a template is filled with, by name. Nothing but these values reaches one, so every text has become a ``PageText``.
typealias PageFields = [String: PageValue]

/// A value of a template.
enum PageValue: Sendable, ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral {
  /// `{{name}}`; as a section it is there unless it is empty.
  case text(String)
  /// The same without a limit to its length, for what is no text for people: an address, a document.
  case whole(String)
  /// `{{#name}}…{{/name}}`
  case flag(Bool)
  /// A section that stands there once for each element.
  case list([PageFields])
  /// A section that stands there once.
  case fields(PageFields)
  /// A section that does not stand there.
  case absent

  init(stringLiteral text: String) { self = .text(text) }

  init(booleanLiteral flag: Bool) { self = .flag(flag) }

  /// nil becomes ``absent``.
  static func optional(_ text: String?) -> PageValue { text.map { .text($0) } ?? .absent }

  /// A list of texts, each as `{{text}}`.
  static func texts(_ texts: [String]) -> PageValue { .list(texts.map { ["text": .text($0)] }) }

  /// Names and values, each as `{{name}}` and `{{value}}`; those without a value are left out.
  static func facts(_ facts: [(name: String, value: String)]) -> PageValue {
    .list(facts.filter { !$0.value.isEmpty }.map { ["name": .text($0.name), "value": .text($0.value)] })
  }

  /// As Mustache takes it.
  var rendered: Any {
    switch self {
    case .text(let text): PageText(text)
    case .whole(let text): PageText(text, limit: .max)
    case .flag(let flag): flag
    case .list(let list): list.map { $0.mapValues(\.rendered) }
    case .fields(let fields): fields.mapValues(\.rendered)
    case .absent: false
    }
  }
}
