import AuthorizationServer
import Foundation
import LocalServers
import Testing

@Suite("A connection whose user has to agree again")
struct ReauthTests {
  @Test("says so everywhere, refuses calls with needs_reauth and exit 77, and is mended under the same grant_id")
  func mended() async throws {
    let connectable = try await ConnectableHome.make()
    let home = connectable.home
    let id = try await connectable.connect().ended.text.trimmingCharacters(in: .newlines)
    // The same provider, whose token endpoint knows the refresh token no more.
    let refusing = try await ScriptedServer.start { _ in .init(400, #"{"error":"invalid_grant"}"#) }
    let file = connectable.server.providerFile()
    try await connectable.describe(
      file.replacing("\(connectable.server.issuer)/token", with: "\(refusing.origin)/token"))

    let refreshed = await home.run("oauth", "refresh", "glewlwyd-mia", "--json")
    #expect(refreshed.status == 77)
    #expect(try refreshed.error()["code"] as? String == "needs_reauth")
    let call = await home.run("request", "GET", "\(connectable.server.issuer)/userinfo", "--grant", id, "--json")
    #expect(call.status == 77)
    #expect(try call.error()["code"] as? String == "needs_reauth")
    #expect((try call.error()["hint"] as? String)?.contains("gatehouse oauth connect --grant glewlwyd-mia") == true)
    #expect(await home.run("oauth", "list").text.contains("re-auth"))
    #expect(await home.run("grants", "show", id).text.contains("gatehouse oauth connect --grant glewlwyd-mia"))
    #expect(try await home.run("status", "--json").object()["needs_reauth"] as? Int == 1)
    #expect(await home.run("doctor").text.contains("glewlwyd-mia"))

    try await connectable.describe(file)
    let again = try await connectable.connect(["--grant", "glewlwyd-mia"]).ended
    #expect(again.status == 0 && again.text.trimmingCharacters(in: .newlines) == id, "\(again.errorText)")
    #expect(await connectable.userinfo(grant: id).status == 0)
    #expect(try await home.run("status", "--json").object()["needs_reauth"] as? Int == 0)
    await connectable.end()
    await refusing.stop()
  }
}
