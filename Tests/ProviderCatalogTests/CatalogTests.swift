import DecisionGuide
import Domain
import ProviderCatalog
import TOMLDocuments
import Testing

@Suite("The catalogue")
struct CatalogTests {
  @Test("Eight providers are built in, the six of the guide first; all are complete")
  func builtIn() throws {
    let catalog = Catalog.builtIn()
    #expect(catalog.ids == ["github", "stripe", "sentry", "discord", "airtable", "pagerduty", "google", "aws"])
    for provider in catalog.providers {
      #expect(provider.isBuiltIn && !provider.origins.isEmpty && provider.homepage.hasPrefix("https://"))
      #expect(provider.managed.isEmpty == (provider.id == "google"))
      for kind in provider.managed {
        #expect(!kind.createURL.isEmpty && !kind.rotation.isEmpty && !kind.expiry.isEmpty)
        #expect((kind.injection == nil) == (kind.cannotBeSent != nil))
      }
      #expect((provider.oauth == nil) == (provider.id == "aws"))
      guard provider.id != "aws" else { continue }
      let oauth = try #require(provider.oauth)
      #expect(oauth.scopes.contains { $0.isDefault } && oauth.scopes.allSatisfy { !$0.explanation.isEmpty })
    }
  }

  static let acme = """
    id = "acme"
    name = "Acme"
    origins = ["https://api.acme.example", "http://127.0.0.1:8080"]

    [[credential]]
    kind = "API key"
    sent = { as = "header", header = "X-Api-Key", format = "{token}", headers = { Accept = "application/json" } }
    pattern = "acme_[a-z0-9]{24}"
    strength = "strong"
    test = { url = "https://api.acme.example/me" }
    """

  @Test("A custom provider from TOML is recognised, proposed and guided like a built-in one")
  func custom() throws {
    let catalog = Catalog(adding: [CustomProvider(id: "acme", text: Self.acme)])
    #expect(catalog.problems.isEmpty && catalog.ids.last == "acme")
    let value = "acme" + "_" + Values.mixed(24).lowercased()
    #expect(catalog.recognize(SecretBytes(value)).title == "Acme API key")
    let draft = try #require(SecretProposal.propose(SecretBytes(value), in: catalog).draft)
    #expect(draft.injection.name == "X-Api-Key" && draft.injection.extraHeaders.map(\.name) == ["Accept"])
    #expect(draft.binding.origins.map(\.description) == ["https://api.acme.example"])
    let guide = try #require(catalog.provider("acme")).guide
    let recommendation = Guide.recommend(guide, answers: [:])
    #expect(recommendation.choice == .managedSecret && recommendation.rule == "secret-only")
  }

  @Test("A custom provider with both ways and no rules follows the general ones")
  func customBothWays() throws {
    let text =
      Self.acme + """


        [oauth]
        authorize_url = "https://acme.example/authorize"
        token_url = "https://acme.example/token"
        """
    let guide = try Catalog.read(text, file: "acme.toml").guide
    #expect(Guide.recommend(guide, answers: ["end-user": "yes"]).rule == "end-user-accounts")
    #expect(Guide.recommend(guide, answers: ["end-user": "no"]).choice == .managedSecret)
    #expect(Guide.recommend(guide, answers: [:]).choice == nil)
  }

  @Test(
    "A mistake in a custom file is told with file, line, column and what to write",
    arguments: [
      ("name = \"Acme\"", "nmae = \"Acme\"", "acme.toml:2:1: unknown key \"nmae\"; did you mean \"name\"?"),
      ("id = \"acme\"", "id = \"stripe\"", "acme.toml:1:6: \"stripe\" is built in"),
      ("id = \"acme\"", "id = \"Acme Inc\"", "acme.toml:1:6: \"Acme Inc\" is no id"),
      ("http://127.0.0.1:8080", "http://api.acme.example", "acme.toml:3:11: http://api.acme.example: http is for this"),
      ("as = \"header\"", "as = \"haeder\"", "did you mean \"header\"?"),
      ("format = \"{token}\"", "format = \"token\"", "the template names no field"),
      ("{24}\"", "{24\"", "acme.toml:8:11: character"),
      ("\"acme_[a-z0-9]{24}\"", "\"[a-z]+\"", "a strong pattern begins with three fixed characters"),
      ("https://api.acme.example/me", "https://evil.example/me", "where the credential may not be sent"),
      ("strength = \"strong\"", "strength = strong", "acme.toml:9:"),
      ("[[credential]]", "[credential]", "acme.toml:5:1:"),
      ("kind = \"API key\"", "kind = 5", "acme.toml:6:8: \"kind\" is a whole number"),
    ])
  func mistakes(_ right: String, _ wrong: String, _ message: String) throws {
    #expect(Self.acme.contains(right))
    let text = Self.acme.replacing(right, with: wrong)
    let problem = #expect(throws: TOMLProblem.self) { try Catalog.read(text, file: "acme.toml") }
    #expect("\(try #require(problem))".contains(message), "\(String(describing: problem))")
  }

  @Test("A stored file that is refused today is left out, told, and does not hide the others")
  func damaged() {
    let catalog = Catalog(adding: [
      CustomProvider(id: "bad", text: "id ="), CustomProvider(id: "acme", text: Self.acme),
    ])
    #expect(catalog.problems.count == 1 && catalog.problems[0].file == "bad.toml")
    #expect(catalog.provider("acme") != nil)
  }

  @Test("A pattern of a user's file cannot make recognition hang")
  func hostilePattern() throws {
    let text = Self.acme.replacing("acme_[a-z0-9]{24}", with: "acme_((a|aa)+)+b")
      .replacing("strength = \"strong\"", with: "strength = \"weak\"")
    let catalog = Catalog(adding: [CustomProvider(id: "acme", text: text)])
    let value = SecretBytes("acme_" + String(repeating: "a", count: 3000) + "x8Q2k")
    #expect(catalog.recognize(value, chosen: "acme").template == nil)
  }
}
