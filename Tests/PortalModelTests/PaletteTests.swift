import HelpTopics
import PortalModel
import PortalSamples
import Screen
import Testing

@Suite("Commands, help and the key tables")
struct PaletteTests {
  private static func typed(_ text: String) -> PressedPortal {
    var portal = PressedPortal.full()
    portal.press(.character(":"))
    portal.type(text)
    return portal
  }

  @Test("A command runs by its name, with what follows it")
  func runs() {
    var portal = Self.typed("theme mono")
    portal.press(.enter)
    #expect(portal.effects == [.setTheme("mono")])
  }

  @Test("A beginning that means one command is enough")
  func abbreviation() {
    var portal = Self.typed("susp")
    portal.press(.enter)
    #expect(portal.effects == [.suspend])
  }

  @Test("Tab completes names and arguments")
  func completes() {
    var portal = Self.typed("the")
    portal.press(.tab)
    #expect(portal.model.prompt?.input.text == "theme ")
    portal.type("hi")
    portal.press(.tab)
    #expect(portal.model.prompt?.input.text == "theme high-contrast")
  }

  @Test("Up brings earlier commands back, Down what was being typed")
  func history() {
    var portal = Self.typed("theme mono")
    portal.press(.enter, .character(":"))
    portal.type("x")
    portal.press(.up)
    #expect(portal.model.prompt?.input.text == "theme mono")
    portal.press(.down)
    #expect(portal.model.prompt?.input.text == "x")
  }

  @Test("A mistyped command gets a suggestion")
  func mistyped() {
    var portal = Self.typed("thmee")
    portal.press(.enter)
    #expect(portal.model.notice?.text == "There is no command thmee; did you mean :theme?")
  }

  @Test("A backup needs a path and says so")
  func backup() {
    var portal = Self.typed("backup")
    portal.press(.enter)
    #expect(portal.model.prompt?.input.text == "backup ")
    portal.type("/tmp/copy")
    portal.press(.enter)
    #expect(portal.effects == [.backup(path: "/tmp/copy")])
  }

  @Test("The help finds an entry by its words and runs it")
  func help() {
    var portal = PressedPortal.full()
    portal.press(.character("?"))
    portal.type("next theme")
    portal.press(.enter)
    #expect(portal.model.help == nil)
    #expect(portal.effects == [.setTheme("light")])
  }

  @Test("The help says why an entry does nothing")
  func disabledHelp() {
    var portal = PressedPortal.empty()
    portal.press(.character("?"))
    portal.type("composes")
    portal.press(.enter)
    #expect(portal.model.help != nil)
    #expect(portal.model.notice?.text == "test: There is no grant yet; n pastes a key.")
  }

  @Test("x reads the topic of the pane, : any other, and Esc closes it")
  func topics() {
    var portal = PressedPortal.full()
    portal.press(.character("3"), .character("x"))
    #expect(portal.model.help?.page?.topic.rawValue == "secrets")
    portal.press(.end, .escape)
    #expect(portal.model.help == nil)
    portal.press(.character(":"))
    portal.type("topic quick")
    portal.press(.enter)
    #expect(portal.model.help?.page?.topic.rawValue == "quickstart")
  }

  @Test("No key has two meanings in one pane", arguments: Pane.allCases)
  func oneMeaning(pane: Pane) {
    let keys = Keymap.entries(of: pane).flatMap(\.binding.keys)
    #expect(Set(keys).count == keys.count)
    let everywhere = Keymap.everywhere.flatMap(\.binding.keys) + Keymap.lists.flatMap(\.keys)
    #expect(Set(everywhere).count == everywhere.count)
  }

  @Test("Every action with a name can be typed", arguments: Pane.allCases)
  func everyName(pane: Pane) {
    var portal = PressedPortal.full()
    portal.press(.character(Character(String(pane.rawValue))))
    let names = Set(portal.model.commands.map(\.name))
    for entry in Keymap.entries(of: pane) + Keymap.everywhere {
      if let name = entry.binding.command { #expect(names.contains(name)) }
    }
  }

  @Test("The tables print as Markdown")
  func markdown() {
    let table = Keymap.markdown
    #expect(table.contains("| Grants | |\n|---|---|\n| `y` | Copies the grant_id. |"))
    #expect(table.contains("| `?` `F1` |"))
  }
}
