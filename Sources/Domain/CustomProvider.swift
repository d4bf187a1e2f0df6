/// A provider of the user's own: its id and the TOML text that describes it.
public struct CustomProvider: Hashable, Sendable {
  public let id: String
  public let text: String

  public init(id: String, text: String) {
    self.id = id
    self.text = text
  }
}
