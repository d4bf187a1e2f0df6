import Domain
import PortalModel
import PortalSamples
import Screen
import Testing

@Suite("First run and unlocking")
struct FirstRunTests {
  private static let kit = RecoveryKit(
    vaultID: Sample.id(7), code: SecretBytes("AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH-JJJJ"),
    adminKey: String(repeating: "ab", count: 32))

  private static func atPassphrase() -> PressedPortal {
    var portal = PressedPortal(Sample.environment(.noVault))
    portal.press(.enter)
    return portal
  }

  @Test("Enter on the first screen asks for a passphrase")
  func firstEnter() {
    let portal = Self.atPassphrase()
    #expect(portal.model.journey?.step == .passphrase)
    #expect(portal.model.secretField != nil)
  }

  @Test("Two equal strong passphrases create the vault")
  func creates() {
    var portal = Self.atPassphrase()
    portal.typeSecret("kale-orbit-velvet-thumb-anchor-flint")
    portal.press(.enter)
    #expect(portal.effects.isEmpty, "Enter in the first field goes to the second one")
    portal.typeSecret("kale-orbit-velvet-thumb-anchor-flint")
    portal.press(.enter)
    guard case .createVault(let passphrase) = portal.effects.first else {
      Issue.record("not \(portal.effects)")
      return
    }
    #expect(passphrase.hasSameBytes(as: SecretBytes("kale-orbit-velvet-thumb-anchor-flint")))
  }

  @Test("Passphrases that differ create nothing and say so")
  func differ() {
    var portal = Self.atPassphrase()
    portal.typeSecret("kale-orbit-velvet-thumb-anchor-flint")
    portal.press(.tab)
    portal.typeSecret("kale-orbit-velvet-thumb-anchor-flimt")
    portal.press(.enter)
    #expect(portal.effects.isEmpty)
    #expect(portal.model.journey?.form["again"]?.problem == "not the same as above")
  }

  @Test("A weak passphrase is refused with the reason")
  func weak() {
    var portal = Self.atPassphrase()
    portal.typeSecret("password1")
    portal.press(.tab)
    portal.typeSecret("password1")
    portal.press(.enter)
    #expect(portal.effects.isEmpty)
    #expect(portal.model.journey?.strength?.reason != nil)
    #expect(portal.model.journey?.form.isFocused("passphrase") == true)
  }

  @Test("Six words are made, shown, and hidden when they are typed once more")
  func sixWords() {
    var portal = Self.atPassphrase()
    portal.press(.control("g"))
    #expect(portal.effects == [.makePassphrase])
    portal.send(.passphraseMade(SecretBytes("one-two-three-four-five-six")))
    #expect(portal.model.journey?.madeWords != nil)
    #expect(portal.model.journey?.form.isFocused("again") == true)
    portal.typeSecret("o")
    #expect(portal.model.journey?.madeWords == nil)
  }

  @Test("The kit is believed when the four asked groups are typed back")
  func kit() {
    var portal = Self.atPassphrase()
    portal.send(.vaultCreated)
    #expect(portal.effects == [.createRecoveryKit])
    portal.send(.recoveryKit(Self.kit))
    #expect(portal.model.journey?.step == .kit(Self.kit))
    portal.press(.enter)
    let asked = portal.model.journey?.asked ?? []
    #expect(asked.count == 4)
    let groups = Journey.groups(of: Self.kit)
    for index in asked {
      portal.typeSecret(groups[index].lowercased())
      portal.press(.enter)
    }
    guard case .testRecoveryKit(let code) = portal.effects.first else {
      Issue.record("not \(portal.effects)")
      return
    }
    #expect(code.hasSameBytes(as: Self.kit.code))
    portal.send(.done(.testRecoveryKit(code: code), message: "The kit opens the vault."))
    #expect(portal.model.isOpen)
    #expect(portal.effects.contains(.loadOverview))
  }

  @Test("A wrong group is named and nothing is tested")
  func wrongGroup() {
    var portal = Self.atPassphrase()
    portal.send(.vaultCreated)
    portal.send(.recoveryKit(Self.kit))
    portal.press(.enter)
    for _ in 0..<4 {
      portal.typeSecret("ZZZZ")
      portal.press(.enter)
    }
    #expect(portal.effects.isEmpty)
    #expect(portal.model.journey?.form.fields.allSatisfy { $0.problem != nil } == true)
  }

  @Test("A restored backup opens the portal")
  func restore() {
    var portal = PressedPortal(Sample.environment(.noVault))
    portal.press(.character("3"))
    portal.type("/tmp/gatehouse.backup")
    portal.press(.tab)
    portal.typeSecret("secret")
    portal.press(.enter)
    guard case .restoreVault(let path, _) = portal.effects.first else {
      Issue.record("not \(portal.effects)")
      return
    }
    #expect(path == "/tmp/gatehouse.backup")
    portal.send(.unlocked)
    #expect(portal.model.isOpen)
  }

  @Test("The passphrase unlocks, a wrong one says so and empties the field")
  func unlock() {
    var portal = PressedPortal(Sample.environment(.locked))
    portal.typeSecret("wrong")
    portal.press(.enter)
    guard case .unlock(let passphrase) = portal.effects.first else {
      Issue.record("not \(portal.effects)")
      return
    }
    portal.send(
      .failed(
        .unlock(passphrase: passphrase), PortalFailure(code: "wrong_passphrase", message: "wrong passphrase", hint: ""))
    )
    #expect(portal.model.unlock?.problem == "wrong passphrase")
    #expect(portal.model.secretField?.isEmpty == true)
    portal.send(.unlocked)
    #expect(portal.model.isOpen)
    #expect(portal.effects.contains(.loadOverview))
  }

  @Test("Ctrl-r asks for the recovery code instead")
  func recovery() {
    var portal = PressedPortal(Sample.environment(.locked))
    portal.press(.control("r"))
    portal.typeSecret("AAAA")
    portal.press(.enter)
    guard case .unlockWithRecovery = portal.effects.first else {
      Issue.record("not \(portal.effects)")
      return
    }
  }

  @Test("Locking takes everything that was read from the model")
  func locking() {
    var portal = PressedPortal.full()
    portal.press(.control("k"))
    #expect(portal.effects == [.lock])
    portal.send(.locked)
    #expect(portal.model.unlock != nil)
    #expect(portal.model.overview == nil)
    #expect(portal.model.audit.entries.isEmpty)
  }

  @Test("A lock asked for here is not blamed on another terminal, and its late answer disturbs no typing")
  func lockedHere() throws {
    var portal = PressedPortal.full()
    let old = try #require(portal.model.overview)
    let status = VaultStatus(
      id: old.status.id, location: old.status.location, isUnlocked: false, locksAt: nil, usesKeyring: true,
      adminUntil: nil, hasRecoveryKit: true, grants: 0, events: 0)
    let locked = PortalOverview(
      status: status, grants: [], secrets: [], policies: [], oauthApps: [], customProviders: [])
    portal.press(.control("k"))
    portal.send(.overview(locked))
    #expect(portal.model.notice?.text == "The vault is locked.")
    portal.press(.tab)
    let screen = portal.model.unlock
    portal.send(.locked)
    portal.send(.overview(locked))
    #expect(portal.model.unlock == screen)
  }

  @Test("An overview of a locked vault locks the portal, whoever locked it")
  func lockedElsewhere() {
    var portal = PressedPortal.full()
    portal.send(.vaultChanged)
    portal.send(
      .failed(.loadOverview, PortalFailure(code: "locked", message: "the vault is locked", hint: "unlock it")))
    #expect(portal.model.unlock != nil)
  }
}
