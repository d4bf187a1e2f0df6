internal import ArgumentParser
internal import Demo
internal import Portal
internal import Screen
internal import Settings
internal import VaultEngine

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Open the portal on a throw-away vault full of examples, offline.",
    discussion: """
      A stand-in provider on this machine answers the calls. Your own vault is not touched, and nothing of the demo is \
      left afterwards.

      Example:
        gatehouse demo
        gatehouse demo --frame 120x40
      """)

  @Option(
    help: ArgumentHelp("Print one frame of that size as text, anywhere.", valueName: "columns x rows"),
    transform: Self.size)
  var frame: Size?

  func run() async throws {
    if let frame { try await Self.printFrame(frame) } else { try await Self.openPortal() }
  }

  /// The portal on a demo of its own, which is gone when the portal is left.
  static func openPortal() async throws {
    var demo: DemoVault?
    do {
      _ = try await PortalSession.run(
        options(), announcing: "Making the demo: a vault of examples and 10,000 audit events …"
      ) {
        let made = try await DemoVault.make()
        demo = made
        return options(made)
      }
    } catch {
      await demo?.close()
      throw error
    }
    await demo?.close()
  }

  private static func printFrame(_ size: Size) async throws {
    let demo = try await DemoVault.make()
    do {
      try Output.bytes(Array(try await PortalSession.frame(options(demo), size: size).utf8))
    } catch {
      await demo.close()
      throw error
    }
    await demo.close()
  }

  /// Your theme, if there is one that can be read; nothing else of your settings belongs to the demo.
  private static func options(_ demo: DemoVault? = nil) -> PortalOptions {
    let location = Session.location
    var configuration = Configuration()
    // Beside a portal over your own vault, whose port is in use.
    configuration.port = 0
    configuration.theme = (try? Configuration.load(location.configurationFile))?.theme
    return PortalOptions(
      location: demo?.location ?? location, configuration: configuration, environment: Environment.all,
      vault: demo?.vault, isDemo: true)
  }

  private static func size(_ text: String) throws -> Size {
    let numbers = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let columns = numbers[0], let rows = numbers[1], (20...500).contains(columns),
      (5...200).contains(rows)
    else { throw ValidationError("Write columns and rows, such as 120x40") }
    return Size(columns: columns, rows: rows)
  }
}
