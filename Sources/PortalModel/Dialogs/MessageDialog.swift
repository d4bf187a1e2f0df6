internal import Screen

/// A few sentences to read, such as an error that needs more than one line.
public struct MessageDialog: Sendable, Equatable {
  public let heading: String
  public let paragraphs: [String]

  public init(heading: String, paragraphs: [String]) {
    self.heading = heading
    self.paragraphs = paragraphs
  }
}

extension MessageDialog: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    switch event {
    case .key(.escape), .key(.enter), .key(.character("q")): .close
    default: .stay
    }
  }

  var title: String { heading }
  var bindings: [KeyBinding] { [KeyBinding([.enter, .escape], "close", "Close this message")] }
}
