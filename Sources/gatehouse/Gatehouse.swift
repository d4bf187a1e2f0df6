internal import ArgumentParser
internal import CLinux
internal import Glibc
internal import Portal
internal import Settings
internal import VaultEngine

/// The executable: commands and wiring, nothing else.
@main
struct Gatehouse: AsyncParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "gatehouse",
    abstract: "Keeps your applications' credentials, and makes their authenticated calls.",
    discussion: """
      Without a command it opens the portal; on first run the portal leads through creating a vault.

      A passphrase is asked for on the terminal, without echo; --passphrase-file or GATEHOUSE_PASSPHRASE_FILE names a \
      file instead. The vault lies in GATEHOUSE_HOME, else in ~/.local/share/gatehouse.

      Exit codes: 0 done, 1 failed, 64 usage, 65 bad input, 66 not found, 69 unreachable, 77 denied, 78 locked or \
      wrong passphrase, 79 integrity failure.
      """,
    version: version,
    groupedSubcommands: [
      CommandGroup(
        name: "Vault",
        subcommands: [
          InitCommand.self, UnlockCommand.self, LockCommand.self, StatusCommand.self, DoctorCommand.self,
          BackupCommand.self, RestoreCommand.self, RecoveryCommand.self, PassphraseCommand.self, ConfigCommand.self,
        ]),
      CommandGroup(
        name: "Credential",
        subcommands: [
          GuideCommand.self, ProvidersCommand.self, SecretsCommand.self, OAuthCommand.self, GrantsCommand.self,
        ]),
      CommandGroup(
        name: "Call",
        subcommands: [
          RequestCommand.self, RunCommand.self, ServeCommand.self, CallersCommand.self, PolicyCommand.self,
          ApprovalsCommand.self, ConnectCommand.self, WalletCommand.self, AuditCommand.self,
        ]),
      CommandGroup(name: "Help", subcommands: [DemoCommand.self, HelpTopicCommand.self]),
    ])

  /// The portal. What it needs of signals, the terminal's own thread sees to.
  func run() async throws {
    let location = Session.location
    let options = PortalOptions(
      location: location, configuration: try Configuration.load(location.configurationFile),
      environment: Environment.all)
    if case .demo = try await PortalSession.run(options) { try await DemoCommand.openPortal() }
  }

  /// Hardens before anything is read or awaited. The portal and the version, which are wanted at once, do not wait for
  /// the table of commands.
  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    clinux_harden_process()
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      if arguments.isEmpty { return try await Gatehouse().run() }
      if arguments == ["--version"] { return print(version) }
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
    } catch {
      Ending.exit(error, arguments: arguments)
    }
  }
}
