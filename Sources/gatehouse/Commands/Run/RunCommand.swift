internal import ArgumentParser
internal import Broker
internal import Domain
internal import ProcessConfinement
internal import ProviderCatalog
internal import VaultEngine

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a program that makes calls with grants, and never holds a credential.",
    discussion: """
      The program gets a caller key of its own and the broker's addresses in its environment: GATEHOUSE_URL, \
      GATEHOUSE_CALLER_KEY, GATEHOUSE_GRANT_NAME_URL, what its client libraries read (OPENAI_BASE_URL and the like), \
      and settings by which git sends what is for the grants' hosts through the broker. What looks like a secret is \
      taken out of its environment. The key ends with the program.

      It is confined: it reaches neither the vault's files nor the kernel's keyrings, no other program's memory, no \
      Unix socket and no terminal but its own; what it leaves running is ended. In folders above the vault's, such as \
      the home folder itself, it can change files but not create or remove any.

      Making the key asks for the passphrase; --as does not, and gives a key of a caller that is there already.

      Example:
        gatehouse run --grant stripe-live -- npm test
        gatehouse run --grant github-ci --as ci -- git push
      """)

  @Option(help: "A grant it may use, by id or name; may be repeated.") var grant: [String] = []
  @Option(name: .customLong("as"), help: ArgumentHelp("Use the rights of this caller.", valueName: "caller"))
  var caller: String?
  @Option(help: ArgumentHelp("When its key ends at the latest: 30m, 12h, 2d.", valueName: "time")) var ttl = "12h"
  @Flag(help: "Do not confine it: it then reaches all that you reach.") var unconfined = false
  @Option(
    help: ArgumentHelp(
      """
      Let it have local-sockets (an end to the confinement where a multiplexer or a session bus listens) or \
      terminals; may be repeated.
      """, valueName: "what"))
  var allow: [Allowance] = []
  @Option(name: .customLong("keep-env"), help: ArgumentHelp("Leave it this variable.", valueName: "name"))
  var keep: [String] = []
  @OptionGroup var passphrase: PassphraseOptions
  @Argument(parsing: .postTerminator, help: "The program and its arguments, after --.") var command: [String] = []

  enum Allowance: String, ExpressibleByArgument, CaseIterable {
    case localSockets = "local-sockets"
    case terminals
  }

  func validate() throws {
    if grant.isEmpty { throw ValidationError("Name a grant with --grant") }
    if command.isEmpty { throw ValidationError("Write the program after --, as in: -- npm test") }
  }

  func run() async throws {
    try StandardInput.refuseTwice(("the passphrase", passphrase.usesStandardInput), ("the program's input", true))
    let expiry = try Arguments.moment(ttl)
    let mode = try RunConfinement.mode(isConfined: !unconfined, allowing: Set(allow), passphrase: passphrase.file)
    var options = try Session.options()
    // Calls are decided and recorded while it runs, where no other broker does it.
    options.isBrief = false
    let status = try await Session.open(options) { vault in
      let grants = try await usable(vault)
      let caller = try await RunCaller.make(
        of: caller, program: command[0], grants: grants, until: expiry, passphrase, in: vault)
      do {
        let status = try await run(as: caller, grants, mode, in: vault)
        await caller.end(in: vault)
        return status
      } catch {
        await caller.end(in: vault)
        throw error
      }
    }
    throw ProgramEnded(status: status)
  }

  private func usable(_ vault: Vault) async throws -> [GrantSummary] {
    var grants: [GrantSummary] = []
    for name in grant {
      let found = try await vault.grant(named: name)
      guard found.state != .revoked, found.state != .expired, found.state != .tampered else {
        throw Failure(
          .denied, "the grant \(found.grant.name) is \(Documents.word(found))", hint: "see: gatehouse grants list")
      }
      if !grants.contains(where: { $0.id == found.id }) { grants.append(found) }
    }
    return grants
  }

  private func run(
    as caller: RunCaller, _ grants: [GrantSummary], _ mode: ConfinementMode, in vault: Vault
  ) async throws -> Int32 {
    let signals = try ForwardedSignals.caught()
    defer { signals.release() }
    let broker = try await RunBroker.found(for: vault)
    let folder = try RunFolder.needed(by: mode)
    defer { folder?.remove() }
    let scrubbed = ScrubbedEnvironment(Environment.all, keeping: Set(keep)) { CredentialMask.text($0) != $0 }
    var environment = scrubbed.variables
    try RunEnvironment.add(to: &environment, grants, url: broker.url, key: caller.key)
    if let folder { environment["TMPDIR"] = folder.path }
    tell(caller, grants, broker.url, mode, removed: scrubbed.removed)
    let status: Int32
    do {
      let process = try await Confinement.spawn(
        ChildCommand(command[0], Array(command.dropFirst())), environment: environment, mode: mode)
      signals.forward(to: process)
      status = await process.ended()
    } catch {
      await broker.stop()
      throw RunConfinement.failure(error)
    }
    await broker.stop()
    return status
  }

  private func tell(
    _ caller: RunCaller, _ grants: [GrantSummary], _ url: String, _ mode: ConfinementMode, removed: [String]
  ) {
    let names = grants.map(\.grant.name).joined(separator: ", ")
    let isConfined = mode != .unconfined
    let left = removed.isEmpty ? "" : " Not passed on: \(removed.joined(separator: ", "))."
    Output.note(
      Printable.text(
        "\(caller.name) may use \(names) through \(url), \(isConfined ? "confined" : "NOT confined").\(left)",
        limit: 2000))
    guard isConfined else { return }
    if let here = RunConfinement.workingFolder, mode.forbidsCreating(in: here) {
      Output.note(
        "In \(Printable.text(here)) itself it can create and remove nothing, because the vault's files lie below; "
          + "run it in another folder where it has to.")
    }
    for gap in ConfinementSupport.here.gaps { Output.note(gap) }
  }
}
