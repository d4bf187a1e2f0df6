/// A browser with nothing in it: no cookie, and no redirect is followed by itself.
public struct BrowserTab: Sendable {
  private let client = WebClient()

  public init() {}

  public func open(_ url: String) async throws -> WebAnswer { try await client.send("GET", url) }
}
