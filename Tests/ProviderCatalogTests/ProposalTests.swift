import Domain
import ProviderCatalog
import Testing

@Suite("What is proposed for a pasted value")
struct ProposalTests {
  let catalog = Catalog.builtIn()

  private func propose(_ text: String, provider: String? = nil, taken: Set<String> = []) -> SecretProposal {
    SecretProposal.propose(SecretBytes(text), provider: provider, taken: taken, in: catalog)
  }

  @Test("A live Stripe key: name, origin, injection, test and reminder, and a warning to use a restricted key")
  func stripe() throws {
    let value = Values.stripe("sk_live", 99)
    let proposal = propose(value + "\n")
    let draft = try #require(proposal.draft)
    #expect(draft.name == "stripe-live" && draft.provider == "stripe" && draft.kind == "secret key (live)")
    #expect(draft.binding.origins.map(\.description) == ["https://api.stripe.com"])
    #expect(draft.injection == .bearer())
    #expect(draft.test?.url == "https://api.stripe.com/v1/balance")
    #expect(draft.remindAfterDays == 90)
    #expect(proposal.wasTrimmed && proposal.warnings.first?.contains("restricted key") == true)
    #expect(proposal.credential?["token"]?.text() == value)
    #expect(propose(value, taken: ["stripe-live", "stripe-live-2"]).draft?.name == "stripe-live-3")
  }

  @Test("GitHub's own headers travel with the token, Discord's bot says Bot, PagerDuty Token token=")
  func injections() throws {
    let github = try #require(propose(Values.github).draft)
    #expect(github.injection.extraHeaders.map(\.name) == ["Accept", "X-GitHub-Api-Version"])
    #expect(propose(Values.discordBot).draft?.injection.format == "Bot {token}")
    #expect(propose(Values.pagerdutyUser).draft?.injection.format == "Token token={token}")
  }

  @Test("A Discord webhook URL is cut into the parts that go into the path")
  func webhook() throws {
    let proposal = propose(Values.discordWebhook)
    let draft = try #require(proposal.draft)
    #expect(draft.injection.kind == .path && draft.injection.fieldNames == ["webhook", "token"])
    #expect(proposal.credential?["webhook"]?.text() == "123456789012345678")
    #expect(proposal.credential?["token"]?.count == 68)
  }

  @Test(
    "What cannot be stored has a reason and no draft",
    arguments: [
      ("", nil), ("your_token_here", "stripe"), (Values.stripe("pk_live"), nil), (Values.stripe("pk_live"), "stripe"),
      (Values.pagerdutyRouting, "pagerduty"), (Values.github, "stripe"), ("one\ntwo", "github"),
      (Values.mixed(40), nil), (Values.mixed(40), "google"), ("ya29." + Values.mixed(60), nil),
    ] as [(String, String?)])
  func refused(_ value: String, _ provider: String?) {
    let proposal = propose(value, provider: provider)
    #expect(proposal.draft == nil && proposal.credential == nil)
    #expect(proposal.refusal?.isEmpty == false)
    #expect(value.count < 10 || proposal.refusal?.contains(value) == false)
  }

  @Test("A value of unknown form for a chosen provider can be stored, with a warning and without a kind")
  func unknownForm() throws {
    let proposal = propose(Values.mixed(41), provider: "airtable")
    let draft = try #require(proposal.draft)
    #expect(draft.kind.isEmpty && draft.name == "airtable" && draft.injection == .bearer())
    #expect(!proposal.warnings.isEmpty)
  }

  @Test("The name before an equals sign is not part of the value")
  func environmentLine() {
    let value = Values.stripe("sk_test")
    #expect(propose("STRIPE_KEY=\(value)").credential?["token"]?.text() == value)
  }

  @Test("Every kind of every provider that can be sent has a draft, and its test lies in its binding")
  func drafts() throws {
    for provider in catalog.providers {
      for kind in provider.managed where kind.injection != nil {
        let draft = try #require(SecretProposal.draft(for: kind, of: provider))
        #expect(draft.injection.problem == nil && Name.isValid(draft.name))
        if let test = draft.test { #expect(draft.binding.permits(try CanonicalURL(test.url))) }
      }
    }
  }
}
