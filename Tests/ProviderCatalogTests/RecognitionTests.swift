import Domain
import ProviderCatalog
import Testing

@Suite("Recognising a pasted value")
struct RecognitionTests {
  let catalog = Catalog.builtIn()

  private func recognize(_ text: String, chosen: String? = nil) -> Recognition {
    catalog.recognize(SecretBytes(text), chosen: chosen)
  }

  @Test(
    "The six providers' credentials are recognised from the value alone",
    arguments: [
      (Values.github, "github", "personal access token (classic)"),
      (Values.githubOther, "github", "personal access token (classic)"),
      (Values.githubFine, "github", "personal access token (fine-grained)"),
      (Values.stripe("sk_live"), "stripe", "secret key (live)"),
      (Values.stripe("sk_live", 99), "stripe", "secret key (live)"),
      (Values.stripe("sk_test"), "stripe", "secret key (test)"),
      (Values.stripe("rk_live"), "stripe", "restricted key (live)"),
      (Values.sentryOrg, "sentry", "organization auth token"),
      (Values.sentry("u"), "sentry", "personal auth token"),
      (Values.sentry("i"), "sentry", "internal integration token"),
      (Values.discordBot, "discord", "bot token"),
      (Values.discordWebhook, "discord", "webhook URL"),
      (Values.airtable, "airtable", "personal access token"),
      (Values.pagerdutyUser, "pagerduty", "REST API key (user)"),
    ])
  func strong(_ value: String, _ provider: String, _ kind: String) {
    for chosen in [nil, provider] {
      let found = recognize(value, chosen: chosen)
      #expect(found.finding == .credential)
      #expect(found.provider == provider && found.kind == kind)
      #expect(found.basis.hasPrefix("certain"))
      #expect(found.template?.kind == kind && !found.isRefused)
    }
  }

  @Test("A GitHub token with one changed character is not believed: its checksum is wrong")
  func githubChecksum() {
    for position in [4, 20, 33, 39] {
      var characters = Array(Values.github)
      characters[position] = characters[position] == "A" ? "B" : "A"
      let found = recognize(String(characters))
      #expect(found.finding == .damaged && found.isRefused && found.template == nil)
      #expect(found.warnings.first?.contains("checksum") == true)
    }
    // The alphabet with small letters first is another checksum.
    #expect(recognize("ghp" + "_" + Values.githubBody + "0MlQ17").finding == .damaged)
  }

  @Test("A Sentry organisation token is believed only when its middle names the organisation")
  func sentryStructure() {
    let wrong = "sntrys" + "_eyJ" + Values.mixed(60) + "_" + Values.mixed(43)
    #expect(recognize(wrong).finding == .damaged)
    let noOrganisation =
      "sntrys" + "_" + Values.base64(#"{"iat":1700000000,"url":"https://sentry.io"}"#) + "_" + Values.mixed(43)
    #expect(recognize(noOrganisation).finding == .damaged)
  }

  @Test("Three parts with dots are a Discord bot token only when the first is a number")
  func discordStructure() {
    let wrong = "M" + Values.mixed(23) + "." + Values.mixed(6) + "." + Values.mixed(38)
    #expect(recognize(wrong).finding == .unknown)
    #expect(recognize(wrong, chosen: "discord").finding == .unknown)
  }

  @Test(
    "Values that are no credential to store get a warning that says why",
    arguments: [
      (Values.stripe("pk_live"), "stripe", "public", true), (Values.stripe("pk_test"), "stripe", "public", true),
      (Values.stripe("whsec"), "stripe", "webhooks", true), ("ghr_" + Values.mixed(76), "github", "refresh", true),
      (Values.sentry("a"), "sentry", "OAuth", false),
      ("https://" + Values.hex(32) + "@o1.ingest.sentry.io/42", "sentry", "DSN", true),
      ("ya29." + Values.mixed(60), "google", "OAuth", false),
      ("GOCSPX-" + Values.mixed(28), "google", "OAuth app", false),
      ("pdus+_0XBPWQQ_" + "3d0d0d7e-0b1c-4b6e-9c58-7e1d3f2a1b4c", "pagerduty", "OAuth", false),
      ("pdus+_1XBPWQQ_" + "3d0d0d7e-0b1c-4b6e-9c58-7e1d3f2a1b4c", "pagerduty", "refresh", true),
    ])
  func notForStoring(_ value: String, _ provider: String, _ word: String, _ isRefused: Bool) {
    let found = recognize(value)
    #expect(found.finding == .notForStoring && found.provider == provider && found.template == nil)
    #expect(found.isRefused == isRefused)
    #expect(found.warnings.first?.lowercased().contains(word.lowercased()) == true)
  }

  @Test(
    "Placeholders are told apart from credentials, whatever their prefix",
    arguments: [
      "sk_live_" + "xxxxxxxxxxxxxxxxxxxxxxxx", "ghp_" + String(repeating: "0", count: 36), "your_token_here",
      "<your-api-key>", "sk_test_" + "your_key_goes_right_here", "changeme", "${STRIPE_KEY}", "$STRIPE_KEY",
      "pat" + String(repeating: "A", count: 14) + "." + String(repeating: "0", count: 64),
      "sk_live_" + "abcdefghijklmnopqrstuvwx", "EXAMPLE-TOKEN-0001",
    ])
  func placeholder(_ value: String) {
    let found = recognize(value)
    #expect(found.isRefused && found.template == nil)
    #expect(found.finding == .placeholder)
    #expect(found.warnings.first?.contains("placeholder") == true)
  }

  @Test("Another provider's token gets a warning that names both, and is not stored for the wrong one")
  func otherProvider() {
    let found = recognize(Values.stripe("sk_live"), chosen: "github")
    #expect(found.finding == .otherProvider && found.isRefused && found.template == nil)
    #expect(found.warnings.first?.contains("Stripe secret key (live)") == true)
    #expect(found.warnings.first?.contains("GitHub") == true)
    #expect(found.warnings.first?.contains("https://api.github.com") == true)
  }

  @Test("An unknown value proposes nothing; a common form means something only once the provider is chosen")
  func weak() {
    for value in [Values.pagerdutyAccount, Values.hex64, Values.mixed(40), "", "hello world", Values.pagerdutyRouting] {
      let found = recognize(value)
      #expect(found.finding == .unknown && found.provider == nil && found.template == nil && found.warnings.isEmpty)
    }
    let account = recognize(Values.pagerdutyAccount, chosen: "pagerduty")
    #expect(account.kind == "REST API key (account)" && account.basis.hasPrefix("likely"))
    #expect(recognize(Values.hex64, chosen: "sentry").kind == "auth token (without prefix)")
    let odd = recognize(Values.mixed(41), chosen: "stripe")
    #expect(odd.finding == .unknown && odd.warnings.first?.contains("Stripe") == true && !odd.isRefused)
  }

  @Test("A PagerDuty routing key is refused with the reason: it lives in the body")
  func routingKey() {
    let found = recognize(Values.pagerdutyRouting, chosen: "pagerduty")
    #expect(found.isRefused && found.template == nil)
    #expect(found.warnings.first?.contains("body") == true)
  }

  @Test("A line of a .env file or an Authorization header is read for the value in it")
  func wrapped() {
    for line in [
      "STRIPE_SECRET_KEY=\(Values.stripe("sk_live"))", "export KEY='\(Values.stripe("sk_live"))'",
      "Authorization: Bearer \(Values.stripe("sk_live"))", "\(Values.stripe("sk_live"))\n",
    ] {
      #expect(recognize(line).kind == "secret key (live)")
    }
  }

  @Test("What it says never holds the value")
  func silent() {
    for value in [Values.github, Values.stripe("pk_live"), Values.discordBot, Values.pagerdutyAccount] {
      for chosen in [nil, "github", "pagerduty"] {
        #expect(!"\(recognize(value, chosen: chosen))".contains(value))
      }
    }
  }

  @Test("Random bytes and long values are answered quickly and never claimed")
  func noise() {
    for seed in 1...300 {
      #expect(recognize(Values.mixed(seed, seed: seed)).finding == .unknown)
    }
    #expect(recognize(String(repeating: "ab", count: 200_000)).provider == nil)
  }
}
