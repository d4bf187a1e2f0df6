import Domain
import PortalModel
import ProviderCatalog
import Screen
import Testing

@testable import PortalViews

@Suite("The decision guide in the portal")
struct GuideTests {
  private func guide(_ provider: String? = nil) -> DialogFixture {
    DialogFixture(.guide(GuideDialog(provider: provider, in: DialogFixture.context())), rows: 27)
  }

  @Test("without a provider asks the question with both general examples above the list")
  func asksInGeneral() {
    let fixture = guide()
    #expect(fixture.screen.contains("Do END USERS need to authorize access to THEIR accounts?"))
    #expect(fixture.line("├── yes")?.contains("a user connects their Google Calendar") == true)
    #expect(fixture.line("└── no")?.contains("you store your Stripe API key") == true)
    for name in ["GitHub", "Stripe", "Sentry", "Discord", "Airtable", "PagerDuty", "another API"] {
      #expect(fixture.screen.contains(name))
    }
  }

  @Test("three letters and Enter choose the provider, n answers no")
  func walksToARecommendation() {
    var fixture = guide()
    fixture.type("str")
    fixture.press(.enter)
    #expect(fixture.screen.contains("Stripe    question 1 of 1"))
    fixture.press(.character("n"))
    #expect(fixture.line("└── no")?.hasPrefix("▌└── no") == true)
    #expect(fixture.screen.contains("rule own-account, certain"))
    #expect(fixture.line("Managed secret:")?.contains("Stripe") == true)
    #expect(fixture.line("Best for")?.contains("▌keys and tokens you own") == true)
    #expect(fixture.line("[ Paste the key ]")?.hasPrefix("▌[ Paste the key ]     [ Set up OAuth instead ]") == true)
    #expect(fixture.dialog.sameAs == "gatehouse guide stripe --answer end-user=no")
  }

  @Test("c flips the answer in place and the bar jumps to the other column")
  func flips() {
    var fixture = guide("stripe")
    fixture.press(.character("n"), .character("c"))
    #expect(fixture.line("├── yes")?.hasPrefix("▌├── yes") == true)
    #expect(fixture.line("Best for")?.contains("▌end users and their accounts") == true)
    #expect(fixture.line("[ Set up OAuth ]")?.hasPrefix("▌[ Set up OAuth ]     [ Paste a key instead ]") == true)
    fixture.press(.character("c"))
    #expect(fixture.line("Best for")?.contains("▌keys and tokens you own") == true)
  }

  @Test("Enter on the recommendation opens the paste dialog for the provider")
  func endsInPaste() {
    var fixture = guide("stripe")
    fixture.press(.character("n"), .enter)
    guard case .paste(let paste) = fixture.dialog else {
      Issue.record("no paste dialog was opened")
      return
    }
    #expect(paste.provider?.id == "stripe")
  }

  @Test("o opens the OAuth app form for the provider")
  func endsInOAuth() {
    var fixture = guide("github")
    fixture.press(.character("y"), .character("o"))
    guard case .oauthApp(let form) = fixture.dialog else {
      Issue.record("no OAuth app form was opened")
      return
    }
    #expect(form.form.text("provider") == "github")
  }

  @Test("Discord asks a second question: who acts")
  func asksDiscordTwice() {
    var fixture = guide("discord")
    #expect(fixture.screen.contains("Discord    question 1 of 2"))
    fixture.press(.character("n"))
    #expect(fixture.screen.contains("Discord    question 2 of 2"))
    fixture.press(.down, .enter)
    #expect(fixture.screen.contains("Recommendation"))
    #expect(fixture.dialog.sameAs?.contains("--answer end-user=no --answer ") == true)
  }

  @Test("a provider with OAuth only goes straight to its recommendation")
  func oauthOnly() {
    let fixture = guide("google")
    #expect(fixture.screen.contains("one way only"))
    #expect(fixture.line("Best for")?.contains("▌end users and their accounts") == true)
    #expect(!fixture.screen.contains("Paste"))
  }

  @Test("a shows the table of all providers, and Enter chooses from it")
  func table() {
    var fixture = guide("stripe")
    fixture.press(.character("a"))
    #expect(fixture.line("Google")?.contains("OAuth only") == true)
    #expect(fixture.line("Discord")?.contains("it depends") == true)
    fixture.press(.escape)
    #expect(fixture.screen.contains("Stripe    question 1 of 1"))
  }

  @Test("still unsure: other questions to ask oneself, and when each way is right")
  func unsure() {
    var fixture = guide("stripe")
    fixture.press(.character("n"), .character("u"))
    #expect(fixture.screen.contains("Whose data comes back from the API?"))
    #expect(fixture.screen.contains("With Stripe"))
    fixture.press(.escape)
    #expect(fixture.screen.contains("[ Paste the key ]"))
  }

  @Test("Esc goes back one level at a time: question, providers, panes")
  func escapes() {
    var fixture = guide("stripe")
    fixture.press(.character("n"), .escape)
    #expect(fixture.screen.contains("question 1 of 1"))
    fixture.press(.escape)
    #expect(fixture.screen.contains("Which provider"))
    fixture.press(.escape)
    #expect(fixture.fate == .close)
  }
}
