import Domain
import PortalModel
import Screen
import Testing

@testable import PortalViews

@Suite("Adding a grant to a stored secret")
struct AddGrantTests {
  private func form() -> DialogFixture {
    DialogFixture(.addGrant(AddGrantForm(secret: DialogFixture.wiki.id, in: DialogFixture.context())))
  }

  @Test("makes a draft for an agent with an end")
  func addsForAnAgent() {
    var fixture = form()
    fixture.type("wiki-bot")
    fixture.press(.tab, .left, .tab)
    fixture.type("bot")
    fixture.press(.tab)
    fixture.type("night job")
    fixture.press(.tab, .right, .tab)
    fixture.type("30d")
    fixture.press(.enter)
    let draft = GrantDraft(
      secretID: DialogFixture.wiki.id, name: "wiki-bot", principal: .agent("bot"), label: "night job", isStrict: true,
      expiresAt: DialogFixture.now.adding(seconds: 30 * 86_400))
    #expect(fixture.effects == [.addGrant(draft)])
    #expect(
      fixture.dialog.sameAs
        == "gatehouse grants add --secret wiki --name wiki-bot --for agent:bot --label 'night job' --strict --expires 30d"
    )
  }

  @Test("a name that is taken or cannot be typed in a shell is refused beside the field")
  func refusesBadNames() {
    var fixture = form()
    fixture.type("wiki")
    fixture.press(.enter)
    #expect(fixture.line("Name")?.contains("a grant has this name") == true)
    fixture.press(.control("u"))
    fixture.type("my wiki")
    fixture.press(.enter)
    #expect(fixture.screen.contains("1 to 64 letters, digits"))
    #expect(fixture.effects.isEmpty)
  }

  @Test("an end in the past is refused")
  func refusesThePast() {
    var fixture = form()
    fixture.type("wiki-bot")
    fixture.press(.tab, .tab, .tab, .tab)
    fixture.type("2020-01-01")
    fixture.press(.enter)
    #expect(fixture.line("Ends")?.contains("this is in the past") == true)
    #expect(fixture.effects.isEmpty)
  }
}
