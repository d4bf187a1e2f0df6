internal import Screen

/// What is typed in the last line but one: a filter, a command, or the answer to one question.
public struct Prompt: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case filter(Pane)
    case command
    /// Leaving would lose edits.
    case quit
  }

  public let kind: Kind
  public internal(set) var input: TextInput
  /// What is wrong with a filter's text; shown beside it.
  public internal(set) var problem: String?
  /// What stood there before, for Esc.
  let before: String
  /// How far back in the history; 0 is what is being typed.
  var age = 0
  var draft = ""

  init(_ kind: Kind, text: String = "") {
    self.kind = kind
    input = TextInput(text, limit: 400)
    before = text
  }

  /// What stands before the text.
  public var mark: String {
    switch kind {
    case .filter: "/"
    case .command: ":"
    case .quit: "Leave and lose what was typed?  y leaves, any other key stays"
    }
  }

  /// An older or newer line of the history.
  mutating func recall(_ step: Int, in history: [String]) {
    let wanted = age + step
    guard (0...history.count).contains(wanted), wanted != age else { return }
    if age == 0 { draft = input.text }
    age = wanted
    input.set(age == 0 ? draft : history[history.count - age])
  }
}
