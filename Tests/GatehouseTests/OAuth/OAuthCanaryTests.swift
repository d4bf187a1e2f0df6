import Foundation
import LocalServers
import Synchronization
import Testing

@Suite("A connection's secrets are seen nowhere")
struct OAuthCanaryTests {
  private static let canary = CanaryTests.canary

  @Test("neither the code, the tokens nor the app's secret, even where the provider quotes them")
  func nowhere() async throws {
    let isTalkative = Mutex(false)
    let server = try await ScriptedServer.start { request in
      if request.path == "/token", isTalkative.withLock({ $0 }) {
        return .init(400, #"{"error":"invalid_request","error_description":"\#(Self.canary) is not mine"}"#)
      }
      return request.path == "/token"
        ? .init(
          200, #"{"access_token":"\#(Self.canary)","refresh_token":"\#(Self.canary)","expires_in":3600,"scope":"read"}"#
        )
        : .init(200, #"{"login":"octocat","token":"\#(request.header("Authorization") ?? "")"}"#)
    }
    let home = try await Home.withVault()
    try home.write(Self.provider(server.origin), to: "files/acme.toml")
    await home.run("providers", "add", home.path("files/acme.toml"))
    var printed: [[UInt8]] = []
    func run(_ arguments: String..., input: String = "") async -> RunningCommand.Ended {
      let ended = await home.run(arguments, input: input)
      printed += [ended.output, ended.errors]
      return ended
    }
    let redirect = "http://127.0.0.1:\(FreePort.take())/callback"
    #expect(
      await run("oauth", "add-app", "acme", "--client-id", "id", "--redirect-uri", redirect, input: Self.canary).status
        == 0)

    let connecting = home.start(["oauth", "connect", "acme", "--user", "mia", "--no-browser"])
    #expect(await connecting.errorsHold("Ctrl-C cancels"))
    let state = try #require(connecting.errorsSoFar.firstMatch(of: /[?&]state=([^&\s]+)/)?.1)
    connecting.type("\(redirect)?code=\(Self.canary)&state=wrong\n")
    #expect(await connecting.errorsHold("Not accepted"))
    connecting.type("\(redirect)?code=\(Self.canary)&state=\(state)\n")
    let connected = await connecting.ended()
    #expect(connected.status == 0, "\(connected.errorText)")
    printed += [connected.output, connected.errors]

    #expect(await run("oauth", "refresh", "acme-mia").status == 0)
    #expect(await run("request", "GET", "\(server.origin)/me", "--grant", "acme-mia").status == 0)
    #expect(server.requests.last?.header("Authorization") == "Bearer \(Self.canary)")
    isTalkative.withLock { $0 = true }
    #expect(await run("oauth", "refresh", "acme-mia").status != 0)
    _ = await run("oauth", "list", "--json")
    _ = await run("grants", "show", "acme-mia", "--json")
    _ = await run("audit", "list", "--json")
    _ = await run("doctor")
    #expect(await run("oauth", "revoke", "acme-mia").status == 0)
    await home.run("lock")
    for bytes in printed {
      #expect(!CanaryTests.holdsCanary(bytes), "\(String(decoding: bytes, as: UTF8.self))")
    }
    for file in home.writtenFiles() {
      #expect(!CanaryTests.holdsCanary(FileManager.default.contents(atPath: file) ?? Data()), "\(file)")
    }
    await server.stop()
  }

  private static func provider(_ origin: String) -> String {
    """
    id = "acme"
    name = "Acme"
    origins = ["\(origin)"]

    [oauth]
    authorize_url = "\(origin)/authorize"
    token_url = "\(origin)/token"
    revoke_url = "\(origin)/revoke"
    userinfo_url = "\(origin)/me"
    """
  }
}
