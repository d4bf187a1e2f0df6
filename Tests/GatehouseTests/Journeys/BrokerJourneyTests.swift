import Foundation
import FoundationNetworking
import LocalServers
import Testing

@Suite("The portal as the broker")
struct BrokerJourneyTests {
  private static let ready = "Three ways to the first grant"

  private static func isAnswering(_ port: Int) async -> Bool {
    guard let url = URL(string: "http://127.0.0.1:\(port)/healthz"),
      let (data, _) = try? await URLSession.shared.data(from: url)
    else { return false }
    return String(decoding: data, as: UTF8.self) == #"{"status":"ok"}"#
  }

  @Test("Says where it listens, answers there while it is open, and no longer")
  func open() async throws {
    let home = try await Home.withVault()
    let port = FreePort.take()
    try home.write("port = \(port)\n", to: "config/gatehouse/config.toml")
    let terminal = try TmuxTerminal(home: home)
    let portal = try terminal.openPortal(in: home)
    try terminal.wait(for: "broker 127.0.0.1:\(port)")
    #expect(await Self.isAnswering(port))
    try terminal.press("q")
    try terminal.wait(for: "ended with ")
    #expect(portal.isGone(within: .seconds(60)))
    #expect(await !Self.isAnswering(port))
  }

  @Test("Uses the broker that runs")
  func elsewhere() async throws {
    let home = try await Home.withVault()
    try home.write("port = 1\n", to: "config/gatehouse/config.toml")
    let command = home.start(["serve", "--port", "0"])
    try #require(await command.outputHolds(".\n"), "\(command.errorsSoFar)")
    let said = command.outputSoFar
    let start = try #require(said.firstRange(of: "127.0.0.1:")?.upperBound)
    let terminal = try TmuxTerminal(home: home)
    _ = try terminal.openPortal(in: home)
    try terminal.wait(for: "broker 127.0.0.1:\(said[start...].prefix { $0.isNumber })")
    try terminal.close()
    command.signal(SIGTERM)
    #expect(await command.ended().status == 0)
  }

  @Test("Opens without one when the port is taken, and says by whom")
  func taken() async throws {
    let server = try await LocalServer.start()
    let home = try await Home.withVault()
    try home.write("port = \(server.port)\n", to: "config/gatehouse/config.toml")
    let terminal = try TmuxTerminal(home: home)
    _ = try terminal.openPortal(in: home)
    let screen = try terminal.wait(for: "no broker")
    #expect(screen.contains(Self.ready) || screen.contains("port \(server.port) is taken"))
    try terminal.close()
    await server.stop()
  }
}
