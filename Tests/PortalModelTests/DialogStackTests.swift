import Domain
import PortalModel
import PortalSamples
import Screen
import Testing

@Suite("Dialogs above the panes")
struct DialogStackTests {
  @Test("A paste outside every field opens the paste dialog with the bytes")
  func paste() {
    var portal = PressedPortal.full()
    portal.send(.paste(SecretBytes("sk_test_4eC39HqLyjWDarjtT1zdp7dc")))
    guard case .paste = portal.model.dialogs.last else {
      Issue.record("not \(portal.model.dialogs)")
      return
    }
  }

  @Test("An act that needs the admin right asks for the passphrase, then is done")
  func admin() {
    var portal = PressedPortal.full()
    let act = Effect.undoRevoke(.grant(Sample.grants[0].id))
    portal.send(.adminNeeded(act))
    #expect(portal.model.dialogs.count == 1)
    #expect(portal.model.secretField != nil)
    portal.typeSecret("a passphrase")
    portal.press(.enter)
    guard case .holdAdmin = portal.effects.first else {
      Issue.record("not \(portal.effects)")
      return
    }
    portal.send(.adminHeld(until: Sample.now.adding(seconds: 600)))
    #expect(portal.effects == [act])
    #expect(portal.model.dialogs.isEmpty)
  }

  @Test("A wrong passphrase leaves the prompt open")
  func wrongPassphrase() {
    var portal = PressedPortal.full()
    portal.send(.adminNeeded(.undoRevoke(.grant(Sample.grants[0].id))))
    portal.typeSecret("wrong")
    portal.press(.enter)
    guard let hold = portal.effects.first else {
      Issue.record("nothing was asked for")
      return
    }
    portal.send(.failed(hold, PortalFailure(code: "wrong_passphrase", message: "wrong passphrase", hint: "")))
    #expect(portal.model.dialogs.count == 1)
  }

  @Test("A stored secret's grant is selected as soon as the overview has it")
  func stored() throws {
    var portal = PressedPortal.full()
    var summary = Sample.grants[6]
    summary = GrantSummary(
      grant: Grant(
        id: Sample.id(0x900), name: "zz-new", sourceID: summary.source.id, principal: .system, createdAt: Sample.now),
      source: summary.source, state: .unused, lastUsed: nil, usage: [], policies: [])
    portal.press(.character("3"))
    portal.send(.stored(StoredSecret(secret: Sample.secrets[0], grant: summary.grant)))
    #expect(portal.effects.contains(.loadOverview))
    var overview = Sample.overview
    overview.grants.append(summary)
    portal.send(.overview(overview))
    #expect(portal.model.focus.pane == .grants)
    #expect(portal.model.selectedGrant?.grant.name == "zz-new")
  }

  @Test("Locking hides an open form and unlocking brings it back")
  func lockedForm() {
    var portal = PressedPortal.full()
    portal.press(.character("4"), .character("n"))
    #expect(portal.model.dialogs.count == 1)
    portal.send(.locked)
    #expect(!portal.model.isOpen)
    portal.send(.unlocked)
    #expect(portal.model.dialogs.count == 1)
  }

  @Test(
    "The keys of a pane open its dialogs",
    arguments: [
      ("2", "t"), ("2", "r"), ("2", "d"), ("2", "n"), ("2", "w"), ("2", "a"), ("2", "p"), ("3", "d"), ("3", "t"),
      ("4", "n"), ("4", "e"), ("4", "d"), ("1", "w"), ("1", "n"), ("1", "o"),
    ])
  func opens(pane: Character, key: Character) {
    var portal = PressedPortal.full()
    portal.press(.character(pane), .character(key))
    #expect(portal.model.dialogs.count == 1)
  }
}
