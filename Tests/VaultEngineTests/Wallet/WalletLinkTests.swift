import Domain
import Testing

@testable import VaultEngine

@Suite("Links to wallets")
struct WalletLinkTests {
  @Test("A link opens once; both are in the log")
  func once() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      let (link, end) = try await vault.mintWalletLink(for: "ann", by: .admin)
      #expect(end.seconds == world.clock.now().adding(seconds: 900).seconds)
      #expect(link.utf8.allSatisfy { "0123456789abcdefghijklmnopqrstuvwxyz.-".utf8.contains($0) })
      let minted = try #require(try await world.newest())
      #expect(minted.kind == .walletLinkMade && minted.principal == "user:ann" && !minted.reason.contains(link))
      for _ in 1...2 { #expect(try await vault.isWalletLink(link)) }
      let visitor = try await vault.openWallet(link: link)
      #expect(visitor.user == "ann" && visitor.caller == nil && visitor.link == minted.requestID)
      let opened = try #require(try await world.newest())
      #expect(opened.kind == .walletOpened && opened.requestID == visitor.link && opened.caller == "wallet")
      #expect(await failure { _ = try await vault.openWallet(link: link) }?.message == "the link was opened before")
      #expect(try await !vault.isWalletLink(link))
      // Nor in another process, nor once the table is forgotten.
      let other = try await world.it.another()
      #expect(await code { _ = try await other.openWallet(link: link) } == .denied)
      await other.close()
    }
  }

  @Test("Every letter of a link counts, and no other vault's link is one")
  func forged() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      let link = try await vault.mintWalletLink(for: "ann", by: .admin).link
      var parts = link.split(separator: ".").map(String.init)
      parts[3] = "bob"
      var longer = link.split(separator: ".").map(String.init)
      longer[1] = String((Int64(longer[1]) ?? 0) + 86_400)
      var texts = [
        "", ".", "....", link + "0", String(link.dropLast()), link.uppercased(), link + ".", "0" + link,
        parts.joined(separator: "."), longer.joined(separator: "."),
        String(repeating: "a", count: 100_000),
      ]
      for index in stride(from: 0, to: link.utf8.count, by: 7) {
        var bytes = Array(link.utf8)
        bytes[index] = bytes[index] == UInt8(ascii: "1") ? UInt8(ascii: "2") : UInt8(ascii: "1")
        texts.append(String(decoding: bytes, as: UTF8.self))
      }
      for text in texts where text != link {
        #expect(await code { _ = try await vault.openWallet(link: text) } == .denied, "\(text.prefix(200))")
        #expect(try await !vault.isWalletLink(text))
      }
      let foreign = try await TemporaryVault.with { other in
        try await other.vault.mintWalletLink(for: "ann", by: .admin).link
      }
      #expect(await failure { _ = try await vault.openWallet(link: foreign) }?.message.contains("no link") == true)
      #expect(try await vault.isWalletLink(link))
    }
  }

  @Test("A link ends, and a clock that is set back brings it not back")
  func ends() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      let link = try await vault.mintWalletLink(for: "ann", lifetime: 60, by: .admin).link
      let used = try await vault.mintWalletLink(for: "ann", lifetime: 60, by: .admin).link
      _ = try await vault.openWallet(link: used)
      world.clock.advance(seconds: 61)
      #expect(await failure { _ = try await vault.openWallet(link: link) }?.message.contains("over") == true)
      #expect(await world.call().value == 200)
      world.clock.advance(seconds: -61)
      #expect(await failure { _ = try await vault.openWallet(link: link) }?.message.contains("over") == true)
      #expect(await code { _ = try await vault.openWallet(link: used) } == .denied)
      for lifetime in [0, -1, 86_401] as [Int64] {
        #expect(
          await code { _ = try await vault.mintWalletLink(for: "ann", lifetime: lifetime, by: .admin) } == .badInput)
      }
      for user in ["", "a b", "../x", "ann\n", String(repeating: "a", count: 65)] {
        #expect(await code { _ = try await vault.mintWalletLink(for: user, by: .admin) } == .badInput)
      }
      let odd = try await vault.mintWalletLink(for: "a.b-c_d@e+f", by: .admin).link
      #expect(try await vault.openWallet(link: odd).user == "a.b-c_d@e+f")
    }
  }

  @Test(
    "A caller makes links with the right to; without it, suspended or revoked, its links do not open and visits end")
  func callers() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      let ci = try await vault.addCaller(CallerDraft(name: "ci"), by: .admin)
      let without = try await world.identify(ci)
      #expect(
        await cause { _ = try await vault.mintWalletLink(for: "ann", by: .caller(without)) }
          == .missingRight(.walletLinks))
      let shop = try await world.identify()
      let visitor = try await world.visit(by: .caller(shop))
      #expect(visitor.caller == shop.id)
      let opened = try #require(try await world.newest())
      #expect(opened.reason.contains("shop"))
      let links = [
        try await vault.mintWalletLink(for: "ann", by: .caller(shop)).link,
        try await vault.mintWalletLink(for: "ann", by: .caller(shop)).link,
      ]
      let minted = try #require(try await world.newest())
      #expect(minted.caller == "shop" && minted.keyPrefix == world.shop.key.prefix)

      _ = try await vault.updateCaller(shop.id, by: .admin) { $0.rights.remove(.walletLinks) }
      #expect(
        await failure { _ = try await vault.openWallet(link: links[0]) }?.message.contains("may no longer") == true)
      #expect(await code { _ = try await vault.wallet(of: visitor) } == .denied)
      #expect(
        await code { try await vault.revokeInWallet(world.ann.id, by: visitor) } == .denied)
      _ = try await vault.updateCaller(shop.id, by: .admin) { $0.rights.insert(.walletLinks) }
      #expect(try await vault.wallet(of: visitor).count == 1)
      _ = try await vault.openWallet(link: links[0])

      let rotated = try await vault.rotateKey(world.shop.key.id, overlapSeconds: 60, by: .admin)
      _ = try await vault.revokeKey(world.shop.key.id, by: .admin)
      #expect(await code { _ = try await vault.openWallet(link: links[1]) } == .denied)
      #expect(try await vault.wallet(of: visitor).count == 1)
      let last = try await vault.mintWalletLink(for: "ann", by: .caller(try await world.identify(rotated))).link
      _ = try await vault.revokeCaller(shop.id, by: .admin)
      #expect(await code { _ = try await vault.openWallet(link: last) } == .denied)
      #expect(await code { _ = try await vault.wallet(of: visitor) } == .denied)
    }
  }

  @Test(
    "Neither the right nor the link comes by itself: a narrower key has it when it is named, an agent never has more")
  func rights() async throws {
    #expect(!CallerRight.usual.contains(.walletLinks) && !CallerRight.usual.contains(.retrieve))
    try await WalletVault.with { world in
      let vault = world.vault
      let shop = try await world.identify()
      let narrow = try await vault.mintKey(
        for: shop.id, CallerKeyDraft(name: "narrow", rights: [.call], parent: shop.keyID), by: .caller(shop))
      #expect(
        await cause { _ = try await vault.mintWalletLink(for: "ann", by: .caller(try await world.identify(narrow))) }
          == .missingRight(.walletLinks))
      var draft = CallerDraft(name: "bot", kind: .agent)
      draft.rights.insert(.walletLinks)
      let bot = try await vault.addCaller(draft, by: .caller(shop))
      let link = try await vault.mintWalletLink(for: "ann", by: .caller(try await world.identify(bot))).link
      _ = try await vault.updateCaller(shop.id, by: .admin) { $0.rights.remove(.walletLinks) }
      #expect(await code { _ = try await vault.openWallet(link: link) } == .denied)
    }
  }

  @Test("While the vault is locked, and without the passphrase for the developer's, there is no link")
  func locked() async throws {
    try await WalletVault.with { world in
      let vault = world.vault
      let link = try await vault.mintWalletLink(for: "ann", by: .admin).link
      await vault.dropAdmin()
      #expect(await code { _ = try await vault.mintWalletLink(for: "ann", by: .admin) } == .adminNeeded)
      let visitor = try await vault.openWallet(link: link)
      try await vault.lock()
      #expect(await code { _ = try await vault.openWallet(link: link) } == .locked)
      #expect(await code { _ = try await vault.wallet(of: visitor) } == .locked)
      #expect(await code { try await vault.revokeInWallet(world.ann.id, by: visitor) } == .locked)
      try await vault.unlock(passphrase: SecretBytes(TemporaryVault.passphrase))
    }
  }
}
