import Domain
import PortalModel
import PortalSamples
import Screen
import Testing

@Suite("Connections in the portal")
struct ConnectionsTests {
  private func on(_ name: String) -> PressedPortal {
    var portal = PressedPortal.full()
    while portal.model.selectedGrant?.grant.name != name { portal.press(.down) }
    return portal
  }

  private func state(_ name: String, _ portal: PressedPortal) -> String? {
    portal.model.panes.rows[.grants]?.values.first { $0.name == name }?.state
  }

  @Test("What is left of access counts down with the clock")
  func countsDown() {
    var portal = PressedPortal.full()
    let times: [(hours: Int64, minutes: Int64, shown: String)] = [
      (0, 0, "7 h left"), (3, 0, "4 h left"), (6, 8, "52 min"), (6, 59, "1 min"),
    ]
    for time in times {
      portal.send(.tick(Sample.now.adding(seconds: time.hours * 3600 + time.minutes * 60)))
      #expect(state("github-u017", portal) == time.shown)
    }
    portal.send(.tick(Sample.now.adding(seconds: 7 * 3600 - 20)))
    #expect(state("github-u017", portal) == "20 s left")
    portal.send(.tick(Sample.now.adding(seconds: 8 * 3600)))
    #expect(state("github-u017", portal) == "good", "the next call refreshes it")
  }

  @Test("Access that does not end is good; one that waits for its user is to be mended")
  func states() {
    var portal = PressedPortal.full()
    #expect(state("github-u42", portal) == "re-auth")
    #expect(portal.model.note(of: .grants) == "9, 2 to mend")
    var overview = Sample.overview
    overview.grants.append(
      Sample.connection(
        3, "u99", account: "",
        ConnectionState(
          tokenVersion: 1, accessExpiresAt: nil, refreshedAt: Sample.now, canRefresh: false, scopesGiven: []), .good))
    portal.send(.overview(overview))
    #expect(state("github-u99", portal) == "good")
  }

  @Test("F refreshes a connection now, R lets the user agree again, and r says why it does nothing")
  func keys() {
    var portal = on("github-u017")
    portal.press(.character("F"))
    #expect(portal.effects == [.refreshConnection(grant: Sample.connections[0].id)])
    portal.press(.character("r"))
    #expect(portal.model.notice?.text == "Its tokens are refreshed by themselves; R connects anew")
    portal.press(.character("a"))
    #expect(portal.model.notice?.text == "A connection is one user's; c connects another account")
    portal.press(.character("R"))
    guard case .connect(let dialog) = portal.model.dialogs.last else {
      Issue.record("not \(portal.model.dialogs)")
      return
    }
    #expect(dialog.mended == Sample.connections[0])
  }

  @Test("A connection that waits for its user offers R, and neither a call nor a refresh")
  func reauth() {
    var portal = on("github-u42")
    let hints = portal.model.bindings.filter { $0.disabledReason == nil }.map(\.keyText)
    #expect(hints.contains("R") && !hints.contains("F") && !hints.contains("t"))
    portal.press(.character("F"))
    #expect(portal.effects.isEmpty)
    #expect(portal.model.notice?.text == "The user has to agree again; R connects anew")
  }

  @Test("R and F say of a secret's grant what to do instead")
  func secrets() {
    var portal = on("stripe-live")
    portal.press(.character("R"))
    #expect(portal.model.dialogs.isEmpty)
    #expect(portal.model.notice?.text == "Only OAuth connections are connected anew; r stores a new value")
  }

  @Test("c connects through the selected provider's app, and says what is missing where there is none")
  func connects() {
    var portal = PressedPortal.full()
    portal.press(.character("1"), .character("c"))
    guard case .connect = portal.model.dialogs.last else {
      Issue.record("not \(portal.model.dialogs)")
      return
    }
    portal.press(.escape, .down, .character("c"))
    #expect(portal.model.dialogs.isEmpty)
    #expect(portal.model.notice?.text == "There is no OAuth app for it yet; o stores one")
    let hints = portal.model.bindings.filter { $0.disabledReason == nil }.map(\.keyText)
    #expect(!hints.contains("c"))
  }

  @Test("The palette connects by an app's name or a provider's id, from anywhere")
  func palette() {
    for name in ["github", "github-app"] {
      var portal = PressedPortal.full()
      portal.press(.character("5"), .character(":"))
      portal.type("connect \(name)")
      portal.press(.enter)
      guard case .connect = portal.model.dialogs.last else {
        Issue.record("\(name): not \(portal.model.dialogs)")
        return
      }
    }
    var portal = PressedPortal.full()
    portal.press(.character("1"), .character(":"))
    portal.type("connect stripe")
    portal.press(.enter)
    #expect(portal.model.notice?.text == "There is no OAuth app stripe; o in the providers pane stores one.")
  }

  @Test("A new connection asks for the passphrase first, then goes on by itself")
  func admin() {
    var portal = PressedPortal.full()
    portal.press(.character("1"), .character("c"))
    portal.type("mia")
    portal.press(.enter)
    guard let connect = portal.effects.first, case .connect = connect else {
      Issue.record("not \(portal.effects)")
      return
    }
    portal.send(.adminNeeded(connect))
    #expect(portal.model.dialogs.count == 2)
    portal.typeSecret("a passphrase")
    portal.press(.enter)
    portal.send(.adminHeld(until: Sample.now.adding(seconds: 600)))
    #expect(portal.effects == [connect])
    portal.send(.connectionStep(.open(url: "https://a.example")))
    #expect(portal.effects == [.openBrowser("https://a.example")])
    guard case .connect(let dialog) = portal.model.dialogs.last, case .running = dialog.phase else {
      Issue.record("not \(portal.model.dialogs)")
      return
    }
  }

  @Test("The passphrase is asked for in words that say whom it is for")
  func adminWords() {
    var portal = on("github-u42")
    portal.press(.character("R"), .enter)
    for effect in portal.effects { portal.send(.adminNeeded(effect)) }
    guard case .passphrase(let prompt) = portal.model.dialogs.last else {
      Issue.record("not \(portal.model.dialogs)")
      return
    }
    #expect(prompt.act(in: portal.model.dialogContext) == "connect the grant github-u42 anew")
  }

  @Test("A new grant is selected as soon as the lists have it, and said in one line")
  func selected() {
    var portal = PressedPortal.full()
    portal.press(.character("1"), .character("c"))
    portal.type("mia")
    portal.press(.enter)
    let made = Sample.connection(
      7, "mia", account: "mia",
      ConnectionState(
        tokenVersion: 1, accessExpiresAt: nil, refreshedAt: Sample.now, canRefresh: false, scopesGiven: []), .unused)
    portal.send(.connected(made))
    #expect(portal.effects.contains(.loadOverview))
    #expect(portal.model.notice?.text == "Connected. The grant_id stays the same when its tokens are refreshed.")
    var overview = Sample.overview
    overview.grants.append(made)
    portal.send(.overview(overview))
    portal.press(.escape)
    #expect(portal.model.selectedGrant?.id == made.id)
  }

  @Test("Esc stops waiting, and the end of what was stopped is no failure")
  func cancelled() {
    var portal = PressedPortal.full()
    portal.press(.character("1"), .character("c"))
    portal.type("mia")
    portal.press(.enter)
    guard let connect = portal.effects.first else { return }
    portal.press(.escape)
    #expect(portal.effects == [.cancelConnect])
    portal.send(.failed(connect, PortalFailure(code: "cancelled", message: "cancelled", hint: "")))
    #expect(portal.model.notice?.isBad == false)
  }

  @Test("Leaving while a user is awaited asks first")
  func quit() {
    var portal = PressedPortal.full()
    portal.press(.character("1"), .character("c"))
    portal.type("mia")
    portal.press(.enter, .control("c"))
    #expect(portal.model.prompt?.kind == .quit)
  }

  @Test("A revoked connection cannot be taken back, so u does not offer it")
  func noUndo() {
    var portal = PressedPortal.full()
    let id = Sample.connections[0].id
    portal.send(.done(.revokeGrant(grant: id), message: "Revoked."))
    portal.press(.character("u"))
    #expect(portal.effects.isEmpty)
  }

  @Test("The call of a connection is the page that tells whose account it is")
  func snippet() {
    var portal = on("github-u017")
    portal.press(.character("]"), .character("Y"))
    let id = Sample.connections[0].id
    #expect(portal.effects == [.copy("gatehouse request GET https://api.github.com/user --grant \(id)")])
  }

  @Test("The guide leads to connecting where there is an app, and to the app where there is none")
  func guide() {
    for (portal, hasApp) in [(PressedPortal.full(), true), (PressedPortal.empty(), false)] {
      var portal = portal
      portal.press(.character("w"))
      portal.type("git")
      portal.press(.enter, .character("y"), .enter)
      switch portal.model.dialogs.last {
      case .connect: #expect(hasApp)
      case .oauthApp: #expect(!hasApp)
      default: Issue.record("not \(portal.model.dialogs)")
      }
    }
  }
}
