import Foundation
import Testing

@testable import ProcessConfinement

/// What a confined program still can do with files, and what it pays.
@Suite("A confined program's files", .enabled(if: kernelConfines, "this kernel does not confine"))
struct ConfinedFilesTests {
  @Test("It reads and changes everything but what is denied")
  func rest() async throws {
    let place = try Workplace()
    let ended = try await place.shell(
      """
      cd '\(place.folder)' && cat home/notes && echo more >> home/notes && echo new > home/work/new \
      && mkdir -p home/work/a/b && mv home/work/new home/work/a/b && ln home/work/a/b/new home/work/linked \
      && echo gone > scratch/x && rm scratch/x && mv home/work/linked scratch/ && : > home/work/a/b/new && ls home
      """, mode: place.confined())
    #expect(ended.status == 0, "\(ended.output)")
    #expect(ended.output == "a friend's numbernotes\nvault\nwork\n")
    #expect(try place.text("home/notes") == "a friend's numbermore\n")
    #expect(try place.text("scratch/linked") == "")
  }

  @Test("It reads nothing that is denied, but sees names")
  func denied() async throws {
    let place = try Workplace()
    let ended = try await place.shell(
      "cd '\(place.folder)/home'; ls vault; cat vault/vault.db; echo x > vault/vault.db; echo x > vault/new",
      mode: place.confined())
    #expect(ended.output.hasPrefix("vault.db\n"))
    #expect(!ended.output.contains(place.secret))
    #expect(try place.text("home/vault/vault.db") == place.secret)
    #expect(!FileManager.default.fileExists(atPath: place.path("home/vault/new")))
  }

  @Test("In a folder above a denied one it creates, removes and renames nothing: the price")
  func price() async throws {
    let place = try Workplace()
    let ended = try await place.shell(
      "cd '\(place.folder)/home'; echo x > new; mkdir folder; rm notes; mv work elsewhere; mv notes work/; true",
      mode: place.confined())
    #expect(ended.status == 0)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: place.path("home")).sorted() == ["notes", "vault", "work"])
  }

  @Test("Where that is so can be asked beforehand")
  func askedBeforehand() throws {
    let place = try Workplace()
    for (name, isForbidden) in [
      ("", true), ("home", true), ("home/vault", true), ("home/work", false), ("scratch", false),
    ] {
      #expect(place.confined().forbidsCreating(in: place.path(name)) == isForbidden, "\(name)")
      #expect(!ConfinementMode.unconfined.forbidsCreating(in: place.path(name)))
    }
    #expect(!place.confined().forbidsCreating(in: place.path("nowhere")))
  }

  @Test("A denied folder that is not there cannot be made")
  func missing() async throws {
    let place = try Workplace()
    let mode = ConfinementMode.confined(denying: [place.path("home/later/vault")])
    let ended = try await place.shell("mkdir -p '\(place.folder)/home/later/vault'", mode: mode)
    #expect(ended.status != 0)
    #expect(!FileManager.default.fileExists(atPath: place.path("home/later")))
  }

  @Test("A single file can be denied, and its neighbours are not")
  func file() async throws {
    let place = try Workplace()
    try place.write("hush", to: "home/passphrase")
    let mode = ConfinementMode.confined(denying: [place.path("home/passphrase")])
    let ended = try await place.shell("cd '\(place.folder)/home'; cat notes; cat passphrase", mode: mode)
    #expect(ended.output.hasPrefix("a friend's number"))
    #expect(!ended.output.contains("hush"))
  }

  @Test("A vault behind a link is denied where it lies, and the link cannot be exchanged")
  func links() async throws {
    let place = try Workplace()
    try FileManager.default.createDirectory(
      atPath: place.path("home/work/links"), withIntermediateDirectories: true)
    let link = place.path("home/work/links/vault")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../../vault")
    let ended = try await place.shell(
      "cat '\(link)/vault.db'; cat '\(place.folder)/home/vault/vault.db'; rm '\(link)'; mv '\(link)' '\(link)-old'",
      mode: .confined(denying: [link]))
    #expect(!ended.output.contains(place.secret))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "../../vault")
  }

  @Test("What it has left running is ended with it")
  func leftovers() async throws {
    let place = try Workplace()
    let ended = try await place.run(Probe.path, ["leave"], mode: place.confined())
    #expect(ended.status == 0)
    let number = try #require(Int32(ended.output))
    #expect(kill(number, 0) == -1)
  }
}
