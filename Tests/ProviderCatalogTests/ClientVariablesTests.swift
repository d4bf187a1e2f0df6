import Domain
import Testing

@testable import ProviderCatalog

@Suite("Variables of clients")
struct ClientVariablesTests {
  @Test("Every entry can be read, and each origin and variable stands there once")
  func builtIn() throws {
    let clients = ClientVariables.builtIn
    #expect(clients.count >= 5)
    #expect(Set(clients.map(\.baseURL)).count == clients.count)
    let openAI = try #require(ClientVariables.of(try Origin("https://api.openai.com")))
    #expect(openAI.baseURL == "OPENAI_BASE_URL" && openAI.path == "/v1" && openAI.key == "OPENAI_API_KEY")
    #expect(ClientVariables.of(try Origin("https://api.example.com")) == nil)
  }

  @Test(
    "A mistake is told with its place",
    arguments: [
      "origin = 'https://a.example'\nbase_url = 'lower'\nkey = 'KEY'",
      "origin = 'https://a.example'\nbase_url = 'URL'\nkey = '1KEY'",
      "origin = 'ftp://a.example'\nbase_url = 'URL'\nkey = 'KEY'",
      "origin = 'https://a.example'\nbase_url = 'URL'\nkey = 'KEY'\npath = 'v1'",
      "origin = 'https://a.example'\nbase_url = 'URL'\nkey = 'KEY'\nodd = 1", "base_url = 'URL'\nkey = 'KEY'",
    ])
  func mistakes(text: String) {
    #expect(throws: (any Error).self) { try ClientVariables.read("[[client]]\n" + text, file: "clients.toml") }
  }
}
