import Domain
import PortalModel
import ProviderCatalog
import Screen
import Testing

@testable import PortalViews

@Suite("Pasting a new managed secret")
struct PasteTests {
  private static let liveKey = "sk_live_51NfQ7kL2eZvKYlo2C8hJ4mXw9pRt3sVb6nYcD1gFaE5uOiPzT"

  private func pasted(_ text: String, provider: String? = nil) -> DialogFixture {
    DialogFixture(
      .paste(PasteDialog(pasted: SecretBytes(text), provider: provider, in: DialogFixture.context())), rows: 19)
  }

  private func empty(_ provider: String? = nil) -> DialogFixture {
    DialogFixture(.paste(PasteDialog(provider: provider, in: DialogFixture.context())), rows: 21)
  }

  @Test("a Stripe key is recognised, masked and filled in, as the screen shows it")
  func recognises() {
    let fixture = pasted(Self.liveKey + "\n")
    #expect(
      fixture.lines == [
        "┍━ New managed secret ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ nothing is stored yet ━┑",
        "│                                                                                                  │",
        "│  Value        ••••••••••••••••    58 characters; one line break removed                          │",
        "│  Recognised   Stripe secret key (live)                                 certain: prefix and form  │",
        "│  Beware       It can do everything on the account, with real money. A restricted key can do      │",
        "│               less. dashboard.stripe.com/apikeys, Ctrl-o opens it                                │",
        "│                                                                                                  │",
        "├─ What will be stored ────────────────────────────────────────────────────────────────────────────┤",
        "│  Provider     Stripe                                                    proposed, ←→ changes it  │",
        "│ ▌Name         stripe-live-2                                                      free to change  │",
        "│  Sent to      https://api.stripe.com                          nowhere else; sealed with the key  │",
        "│  Sent as      Authorization: Bearer {token}                                            proposed  │",
        "│  For          [system]  user  group  agent                                      on whose behalf  │",
        "│  Remind me    in 90 days to rotate it  Stripe keys do not expire; they work until they are rol…  │",
        "├─ Before it is stored ────────────────────────────────────────────────────────────────────────────┤",
        "│  Test         GET https://api.stripe.com/v1/balance                      reads, changes nothing  │",
        "│                                                                                                  │",
        "│  [ Test and store ]     [ Store untested ]     [ Forget it ]                                     │",
        "└──────────────────────────────────────────────────────────────────────────────────────────────────┘",
      ])
  }

  @Test("a placeholder is called one, and a single character is counted as one")
  func placeholder() {
    #expect(pasted("your-api-key-here").line("Recognised")?.contains("a placeholder") == true)
    #expect(pasted("x").line("Value")?.contains("1 character") == true)
    #expect(pasted("x").line("Value")?.contains("characters") == false)
  }

  @Test("the arrows are offered only where they change something")
  func arrows() {
    var fixture = pasted(Self.liveKey)
    let label = "change"
    #expect(fixture.dialog.bindings.first { $0.label == label }?.disabledReason != nil)
    fixture.press(.control("p"))
    #expect(fixture.dialog.bindings.first { $0.label == label }?.disabledReason == nil)
  }

  @Test("a field and a button of the same name do not share the focus")
  func oneFocus() {
    var fixture = empty("custom")
    while fixture.line("Test  ")?.hasPrefix("▌") != true { fixture.press(.tab) }
    #expect(fixture.line("[ Test and store ]")?.hasPrefix("▌") == false)
  }

  @Test("Enter tests what is on the screen, then stores it and shows the grant_id")
  func testsAndStores() throws {
    var fixture = pasted(Self.liveKey)
    fixture.press(.control("u"))
    fixture.type("shop")
    fixture.press(.enter)
    guard case .testSecret(let draft, let credential) = try #require(fixture.effects.last) else {
      Issue.record("nothing was tested")
      return
    }
    #expect(draft.name == "shop")
    #expect(draft.provider == "stripe")
    #expect(draft.kind == "secret key (live)")
    #expect(draft.remindAfterDays == 90)
    #expect(draft.principal == .system)
    fixture.send(
      .answer(.testStep(TestStep(name: .answer, text: "200 OK, 311 bytes", result: .good, microseconds: 141_000))),
      .answer(.secretTested(TestReport(verdict: .valid, summary: "Valid: Stripe accepted the key.", steps: []))))
    #expect(fixture.effects.last == .storeSecret(draft, credential))
    fixture.send(.answer(.stored(StoredSecret(secret: DialogFixture.stripe, grant: DialogFixture.live))))
    #expect(fixture.screen.contains("tested and stored"))
    #expect(fixture.line("answer  ")?.contains("200 OK, 311 bytes") == true)
    #expect(fixture.line("grant_id")?.contains(DialogFixture.live.id.description) == true)
    fixture.press(.character("y"))
    #expect(fixture.effects.last == .copy(DialogFixture.live.id.description))
    fixture.press(.character("s"))
    #expect(fixture.screen.contains("vault.request("))
    #expect(fixture.screen.contains("gatehouse request GET https://api.stripe.com/v1/balance"))
    fixture.press(.enter)
    #expect(fixture.place == .grant(DialogFixture.live.id))
  }

  @Test("p after storing opens a policy for the new grant")
  func opensAPolicy() {
    var fixture = pasted(Self.liveKey)
    fixture.press(.enter)
    fixture.send(
      .answer(.secretTested(TestReport(verdict: .valid, summary: "Valid.", steps: []))),
      .answer(.stored(StoredSecret(secret: DialogFixture.stripe, grant: DialogFixture.live))))
    fixture.press(.character("p"))
    #expect(fixture.screen.contains("New policy"))
    #expect(fixture.line("Holds for")?.contains("[this grant]") == true)
  }

  @Test("an unknown value proposes nothing until the person says whose it is")
  func unknownProposesNothing() {
    var fixture = pasted("Zq8vT3nLw5Kx0Rb7")
    #expect(fixture.line("Recognised")?.contains("nothing that Gatehouse knows") == true)
    #expect(fixture.line("Provider")?.contains("not known yet") == true)
    #expect(!fixture.screen.contains("Sent to"))
    #expect(fixture.dialog.sameAs == nil)
    fixture.press(.enter)
    #expect(fixture.effects.isEmpty)
    #expect(fixture.line("Provider")?.contains("choose one, or custom") == true)
  }

  @Test("a custom API takes origin, header and template, and names the command that does the same")
  func customHeader() throws {
    var fixture = pasted("Zq8vT3nLw5Kx0Rb7", provider: "custom")
    fixture.type("intranet")
    fixture.press(.tab)
    fixture.type("https://intranet.example")
    fixture.press(.tab, .right, .tab, .tab, .control("u"))
    fixture.type("Token {token}")
    #expect(
      fixture.dialog.sameAs
        == "gatehouse secrets add custom --name intranet --origin https://intranet.example --header Authorization "
        + "--format 'Token {token}' < FILE")
    fixture.press(.enter)
    #expect(fixture.line("[ Store untested ]")?.contains("▌[ Store untested ]") == true)
    fixture.press(.enter)
    guard case .storeSecret(let draft, _) = try #require(fixture.effects.last) else {
      Issue.record("nothing was stored")
      return
    }
    #expect(draft.injection == Injection(kind: .header, name: "Authorization", format: "Token {token}"))
    #expect(draft.binding.origins.map(\.description) == ["https://intranet.example"])
    #expect(draft.test == nil)
  }

  @Test("basic has a user and a password, both masked; what was pasted is the password")
  func basicHasTwoFields() {
    var fixture = pasted("Zq8vT3nLw5Kx0Rb7", provider: "custom")
    fixture.press(.tab, .tab, .right, .right)
    #expect(fixture.line("User  ")?.contains("paste or type it") == true)
    #expect(fixture.line("Password")?.contains("••••••••••••••••    16 characters") == true)
  }

  @Test("an AWS access key id opens the form for the whole key: the secret part is asked for next")
  func asksForTheRestOfAnAWSKey() throws {
    var fixture = pasted("AKIA" + "Q3EGWZ2XV5T7MPLK")
    #expect(fixture.line("Recognised")?.contains("AWS access key") == true)
    #expect(fixture.line("Key id")?.contains("20 characters") == true)
    #expect(fixture.line("Secret key")?.contains("▌Secret key") == true)
    #expect(fixture.line("Session")?.contains("only with temporary keys") == true)
    #expect(fixture.line("Sent as")?.contains("AWS signature, service by host in region by host") == true)
    fixture.send(.paste(SecretBytes("wJalrXUtnFEMI/K7MDENG/bPxRfiCY")))
    fixture.press(.tab, .tab, .tab, .tab)
    fixture.press(.enter)
    guard case .testSecret(let draft, let credential) = try #require(fixture.effects.last) else {
      Issue.record("nothing was tested")
      return
    }
    #expect(draft.provider == "aws" && draft.injection == .awsSigV4())
    #expect(credential.fields.map(\.name) == ["access_key_id", "secret_access_key"])
  }

  @Test("a signed API of one's own asks for region and service, and says so beside the origin when they are missing")
  func signsForAnotherHost() throws {
    var fixture = empty("custom")
    fixture.press(.tab, .tab)
    fixture.type("objects")
    fixture.press(.tab)
    fixture.type("https://minio.example")
    fixture.press(.tab, .left)
    #expect(fixture.line("Sent as  ")?.contains("[aws-sigv4]") == true)
    #expect(fixture.line("Region")?.contains("as the host says") == true)
    fixture.press(.tab)
    fixture.type("eu-west-1")
    fixture.press(.tab)
    fixture.type("s3")
    #expect(
      fixture.dialog.sameAs
        == "gatehouse secrets add custom --name objects --origin https://minio.example --kind aws-sigv4 "
        + "--region eu-west-1 --service s3 < FILE")
  }

  @Test("a template that names no field says so beside it")
  func refusesABadTemplate() {
    var fixture = pasted("Zq8vT3nLw5Kx0Rb7", provider: "custom")
    fixture.type("intranet")
    fixture.press(.tab)
    fixture.type("https://intranet.example")
    fixture.press(.tab, .right, .tab, .tab, .control("u"), .enter)
    #expect(fixture.screen.contains("names no field"))
    #expect(fixture.effects.isEmpty)
  }

  @Test(
    "values that must not be stored say why, and no button stores them",
    arguments: [
      ("pk_live_51NfQ7kL2eZvKYlo2C8hJ4mXw9pRt3sVb6nYcD1gFaE5uOiPzT", "public by design"),
      ("sk_live_xxxxxxxxxxxxxxxxxxxxxxxx", "placeholder"),
    ])
  func refuses(value: String, why: String) {
    var fixture = pasted(value, provider: "stripe")
    #expect(fixture.screen.contains(why))
    fixture.press(.tab, .tab, .enter)
    #expect(fixture.effects.isEmpty)
    #expect(fixture.dialog.sameAs == nil)
  }

  @Test("another provider's key is named and refused")
  func otherProvider() {
    let fixture = pasted(Self.liveKey, provider: "sentry")
    #expect(fixture.screen.contains("not a credential of Sentry"))
    #expect(fixture.dialog.sameAs == nil)
  }

  @Test("a private key is refused where it was pasted")
  func privateKey() {
    let fixture = pasted("-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n")
    #expect(fixture.screen.contains("this is a private key"))
  }

  @Test("a name that is taken is refused beside its field")
  func takenName() {
    var fixture = pasted(Self.liveKey)
    fixture.press(.control("u"))
    fixture.type("stripe-live")
    fixture.press(.enter)
    #expect(fixture.effects.isEmpty)
    #expect(fixture.line("Name")?.contains("this name is taken") == true)
  }

  @Test("an origin that is no origin is refused beside its field")
  func badOrigin() {
    var fixture = pasted("Zq8vT3nLw5Kx0Rb7", provider: "custom")
    fixture.type("intranet")
    fixture.press(.tab)
    fixture.type("http://intranet.example")
    fixture.press(.enter)
    #expect(fixture.screen.contains("http is for this machine only"))
    #expect(fixture.effects.isEmpty)
  }

  @Test("the provider chosen in the guide is filled in before there is a value")
  func fromTheGuide() {
    let fixture = empty("stripe")
    #expect(fixture.line("Provider")?.contains("Stripe") == true)
    #expect(fixture.line("Made at")?.contains("dashboard.stripe.com/apikeys") == true)
    #expect(fixture.dialog.secretField?.isEmpty == true)
  }

  @Test("text pasted into the name stays text, a second key becomes the value")
  func pasteIntoTheName() {
    var fixture = pasted(Self.liveKey)
    fixture.press(.control("u"))
    fixture.send(.paste(SecretBytes("shop")))
    #expect(fixture.line("Name")?.contains("shop") == true)
    fixture.send(.paste(SecretBytes("sk_test_51NfQ7kL2eZvKYlo2C8hJ4mXw9pRt3sVb6nYcD1gFaE5uOiPzT")))
    #expect(fixture.line("Recognised")?.contains("secret key (test)") == true)
    #expect(fixture.line("Name")?.contains("shop") == true)
  }

  @Test("Paste again comes back with the form as it was")
  func pasteAgain() {
    var fixture = pasted(Self.liveKey)
    fixture.press(.enter)
    fixture.send(.answer(.secretTested(TestReport(verdict: .refused, summary: "Stripe refused the key.", steps: []))))
    fixture.press(.enter)
    #expect(fixture.line("Name")?.contains("stripe-live-2") == true)
  }

  @Test("Store anyway stores a refused value, and the title says so")
  func storeAnyway() {
    var fixture = pasted(Self.liveKey)
    fixture.press(.enter)
    fixture.send(.answer(.secretTested(TestReport(verdict: .refused, summary: "Stripe refused the key.", steps: []))))
    fixture.press(.right, .enter)
    guard case .storeSecret = fixture.effects.last else {
      Issue.record("nothing was stored")
      return
    }
    fixture.send(.answer(.stored(StoredSecret(secret: DialogFixture.stripe, grant: DialogFixture.live))))
    #expect(fixture.screen.contains("stored, though refused"))
  }

  @Test("Esc forgets the value")
  func forgets() {
    var fixture = pasted(Self.liveKey)
    fixture.press(.escape)
    #expect(fixture.fate == .close)
    #expect(fixture.effects.isEmpty)
  }
}
