internal import Domain
internal import Outbound
internal import Testing
internal import VaultEngine

@testable internal import Demo

@Suite struct DemoTests {
  @Test("the demo's vault is full, intact, and its provider answers through gatehouse only")
  func demo() async throws {
    let demo = try await DemoVault.make()
    let overview = try await demo.vault.overview()
    #expect(overview.grants.count == 12)
    #expect(overview.policies.count >= 4)
    #expect(overview.status.hasRecoveryKit)
    let page = try await demo.vault.auditPage(AuditQuery(), before: nil, limit: 50)
    #expect(page.total == Int64(DemoVault.events))
    #expect(page.entries.allSatisfy { $0.result != "open" })
    let verification = try await demo.vault.verifyAudit()
    #expect(verification.problem == nil)
    #expect(verification.headChecked)
    let denied = try await demo.vault.auditPage(try AuditQuery("decision:deny", now: .now()), before: nil, limit: 500)
    #expect(Set(denied.entries.map(\.event.subject)).count >= 4)

    let client = try OutboundClient()
    for service in DemoService.all() {
      for answer in service.answers {
        let url = "\(demo.origin)\(answer.path)"
        let direct = try await client.send(
          OutboundRequest(method: "GET", url: try CanonicalURL(url), destination: .local))
        #expect(direct.status == 401)
        let response = try await demo.vault.request(.get, url, grantID: service.name)
        #expect(response.status == 200, "\(url)")
        #expect(try await response.body.collect(upTo: 10_000) == Array(answer.json.utf8))
      }
    }
    await client.shutdown()
    await demo.close()
    #expect(!demo.location.hasVault)
  }

  @Test("what the past calls is what the stand-in answers")
  func paths() {
    let paths = Set(DemoService.all().flatMap { $0.answers.map(\.path) })
    for call in DemoCall.all { #expect(paths.contains(call.path), "\(call.path)") }
  }
}
