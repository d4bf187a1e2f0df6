import Domain
import ProviderCatalog
import TOMLDocuments
import Testing

@Suite("What the catalogue knows of OAuth")
struct OAuthFactsTests {
  /// Says everything that an `[oauth]` table can say.
  private static let all = """
    id = "acme"
    name = "Acme"
    origins = ["https://api.acme.example"]

    [oauth]
    issuer = "https://login.acme.example"
    announces_issuer = true
    authorize_url = "https://login.acme.example/authorize"
    token_url = "https://login.acme.example/token"
    revoke_url = "https://login.acme.example/{client_id}/{account}"
    revoke = { method = "DELETE", authentication = "bearer_secret", format = "json", parameters = { t = "{access_token}" }, gone_statuses = [404, 410] }
    device_url = "https://login.acme.example/device"
    userinfo_url = "https://api.acme.example/me"
    register_url = "https://acme.example/apps"
    registration_url = "https://login.acme.example/register"
    scope_separator = ","
    answer_scope_separator = "+"
    pkce = "required"
    client_authentication = "none"
    refresh = "rotating"
    access_seconds = 900
    loopback = "yes"
    any_port = true
    authorize_parameters = { prompt = "consent" }
    token_parameters = { audience = "api" }
    account_field = "team.id"
    userinfo_account_fields = ["handle"]
    headers = { Acme-Account = "{account}", Accept = "application/json" }
    invalid_grant_codes = ["token_dead"]
    empty_refusal_is_final = true
    too_soon_statuses = [409, 425]
    note = "A \\"note\\" with a \\\\ in it."
    quirks = ["It is odd."]

    [[oauth.scope]]
    name = "files.read"
    explanation = "See files"
    default = true
    """

  @Test("A provider of one's own can say all that a built-in one can")
  func custom() throws {
    let facts = try #require(try Catalog.read(Self.all, file: "acme.toml").oauth)
    #expect(facts.issuer == "https://login.acme.example" && facts.announcesIssuer && facts.takesAnyPort)
    let revocation = try #require(facts.revocation)
    #expect(revocation.method == "DELETE" && revocation.authentication == .bearerSecret && revocation.isJSON)
    #expect(revocation.parameters == ["t": "{access_token}"] && revocation.goneStatuses == [404, 410])
    #expect(facts.registrationURL != nil && facts.clientAuthentication == "none" && facts.accessSeconds == 900)
    #expect(facts.scopeSeparator == "," && facts.answerScopeSeparator == "+")
    #expect(facts.authorizeParameters == ["prompt": "consent"] && facts.tokenParameters == ["audience": "api"])
    #expect(facts.accountField == "team.id" && facts.userinfoAccountFields == ["handle"])
    #expect(facts.headers.map(\.name) == ["Acme-Account", "Accept"].sorted())
    #expect(facts.invalidGrantCodes == ["token_dead"] && facts.isEmptyRefusalFinal)
    #expect(facts.tooSoonStatuses == [409, 425])
  }

  @Test("Facts written as a file are read back the same, a built-in provider's too")
  func file() throws {
    let custom = try #require(try Catalog.read(Self.all, file: "acme.toml").oauth)
    for facts in [custom] + Catalog.builtIn().providers.compactMap(\.oauth) {
      let text = ProviderFile.text(id: "copy", name: "Copy", origins: [try Origin("https://c.example")], oauth: facts)
      #expect(try Catalog.read(text, file: "copy.toml").oauth == facts)
    }
  }

  @Test("A file without an API's origin says where to write it, and is not taken before")
  func noOrigins() {
    let facts = OAuthFacts(authorizeURL: "https://a.example/a", tokenURL: "https://a.example/t")
    let text = ProviderFile.text(id: "copy", name: "Say \"hi\"\n", origins: [], oauth: facts)
    #expect(text.contains("origins = [] # write in where its API is"))
    #expect(text.contains(#"name = "Say \"hi\"\u000a""#))
    #expect(throws: TOMLProblem.self) { try Catalog.read(text, file: "copy.toml") }
  }

  @Test(
    "A mistake is told with its place and what to write",
    arguments: [
      (
        "announces_issuer = true", "anounces_issuer = true",
        "acme.toml:7:1: unknown key \"anounces_issuer\"; did you mean"
      ),
      ("issuer = \"https://login", "#issuer = \"https://login", "acme.toml:7:20: there is no issuer"),
      ("revoke_url = ", "register_url = ", "acme.toml:"),
      ("method = \"DELETE\"", "method = \"DELTE\"", "did you mean \"DELETE\"?"),
      ("\"bearer_secret\"", "\"bearer_secrets\"", "did you mean \"bearer_secret\"?"),
      ("\"{access_token}\"", "\"{acces_token}\"", "did you mean \"{access_token}\"?"),
      ("\"{access_token}\"", "\"x{token}\"", "is no placeholder"),
      ("[404, 410]", "[404, 200]", "only statuses of a refusal"),
      ("[409, 425]", "[\"409\"]", "write a whole number"),
      ("access_seconds = 900", "access_seconds = 0", "access lasts a second or longer"),
      ("scope_separator = \",\"\n", "scope_separator = \"and\"\n", "a separator is one character"),
      ("prompt = \"consent\"", "state = \"fixed\"", "the flow writes state itself"),
      ("audience = \"api\"", "grant_type = \"password\"", "the flow writes grant_type itself"),
      ("Acme-Account = \"{account}\"", "Acme-Account = \"{acount}\"", "a header may name {account} only"),
      ("Acme-Account = \"{account}\"", "Authorization = \"x\"", "the connection writes Authorization itself"),
      ("Acme-Account = \"{account}\"", "Host = \"x\"", "the header Host belongs to the connection"),
      ("https://login.acme.example/token", "http://login.acme.example/token", "is no address"),
      ("https://login.acme.example/token", "https://{account}.acme.example/token", "is no address"),
      ("\"none\"", "\"non\"", "did you mean \"none\"?"),
    ])
  func mistakes(_ right: String, _ wrong: String, _ message: String) throws {
    let text = try #require(Self.all.contains(right) ? Self.all : nil).replacing(right, with: wrong, maxReplacements: 1)
    let problem = #expect(throws: TOMLProblem.self) { try Catalog.read(text, file: "acme.toml") }
    #expect("\(try #require(problem))".contains(message), "\(String(describing: problem))")
  }

  @Test("What the six providers do differently is data")
  func builtIn() throws {
    let catalog = Catalog.builtIn()
    func facts(_ id: String) throws -> OAuthFacts { try #require(catalog.provider(id)?.oauth) }
    let github = try facts("github")
    #expect(github.answerScopeSeparator == "," && github.invalidGrantCodes == ["bad_refresh_token"])
    #expect(github.revocation?.method == "DELETE" && github.revocation?.authentication == .basic)
    #expect(github.revocation?.isJSON == true && github.takesAnyPort)
    let stripe = try facts("stripe")
    #expect(stripe.accountField == "stripe_user_id" && stripe.revocation?.authentication == .bearerSecret)
    #expect(try facts("sentry").tokenURL.hasSuffix("/") && facts("sentry").revocation == nil)
    #expect(try facts("discord").revocation == .init(url: "https://discord.com/api/oauth2/token/revoke"))
    let airtable = try facts("airtable")
    #expect(airtable.pkce == "required" && airtable.tooSoonStatuses == [409] && airtable.refresh == "rotating")
    #expect(try facts("pagerduty").revocation == nil && facts("google").issuer == "https://accounts.google.com")
  }
}
