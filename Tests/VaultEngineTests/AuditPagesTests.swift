import Domain
import Foundation
import Testing

@testable import VaultEngine

@Suite("A long audit log")
struct AuditPagesTests {
  @Test("It is verified page by page, and a change at the edge of a page is found at its number")
  func pages() async throws {
    try await TemporaryVault.with { it in
      let start = Timestamp.now().adding(seconds: -100_000)
      let count = Int64(AuditVerifier.pageSize * 2 + 10)
      try await it.vault.append(
        history: (0..<count).map { number in
          (AuditEvent(kind: .denied, requestID: Identifier(), subject: "a"), start.adding(seconds: number))
        })
      let whole = try await it.vault.verifyAudit()
      #expect(whole == AuditVerification(events: count + 1, problem: nil, headChecked: true))
      let edge = Int64(AuditVerifier.pageSize + 1)
      try await it.tamper("UPDATE audit SET leaf = zeroblob(32) WHERE sequence = \(edge)")
      let found = try await it.vault.verifyAudit().problem
      #expect(found?.sequence == edge)
    }
  }
}
