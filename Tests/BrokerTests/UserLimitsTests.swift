import Domain
import LocalServers
import Testing
import VaultCrypto

@testable import Broker
@testable import VaultEngine

@Suite("What end users say of their grants binds base URLs")
struct UserLimitsTests {
  /// A key that the user `mia` gave for the caller.
  private static func give(_ it: CallingBroker) async throws -> Grant {
    let (now, id, keys) = (Timestamp.now(), it.vault.id, try await it.vault.useKeys())
    let secret = Secret(
      id: Identifier(), name: "mias", provider: "custom", kind: "",
      binding: try Binding(origins: [try Origin(it.origin)]), injection: .bearer(), createdAt: now, rotatedAt: now,
      remindAt: nil, revokedAt: nil, version: 1)
    let grant = Grant(id: Identifier(), name: "mias", sourceID: secret.id, principal: .user("mia"), createdAt: now)
    let held = UserGrant(grant: grant, source: .secret(secret), caller: it.caller.id, session: Identifier())
    let log = await it.vault.auditLog(keys)
    try await it.vault.database.write { transaction in
      let writer = try IssuedWriter(transaction, rows: IssuedRows(transaction), seal: IssuedSeal(keys, vaultID: id))
      try writer.put(.userGrant(held))
      try transaction.seal(.token(SecretBytes(CallingBroker.credential)), of: secret, vaultID: id, keys: keys)
      try log.append(
        [AuditEvent(kind: .secretStored, subject: "mias")], issued: writer.finish(at: now), in: transaction)
    }
    return grant
  }

  private static func status(_ method: String, _ it: CallingBroker) async throws -> Int {
    let answer = try await it.it.send(
      "\(method) /g/mias/echo HTTP/1.1\r\nHost: \(it.it.host)\r\nAuthorization: Bearer \(it.key)\r\n"
        + "Content-Length: 0\r\nConnection: close\r\n\r\n")
    return answer.status
  }

  @Test("Methods that the user leaves out are denied, and after the user has revoked it everything is")
  func limits() async throws {
    try await CallingBroker.withServer { it, server in
      let grant = try await Self.give(it)
      let visitor = try await it.vault.openWallet(link: try await it.vault.mintWalletLink(for: "mia", by: .admin).link)
      #expect(try await Self.status("POST", it) == 200)
      try await it.vault.setWalletLimits(
        UserLimits(grant: grant.id, user: "mia", methods: ["GET"], changedAt: .now()), by: visitor)
      #expect(try await Self.status("GET", it) == 200)
      #expect(try await Self.status("POST", it) == 403)
      try await it.vault.revokeInWallet(grant.id, by: visitor)
      #expect(try await Self.status("GET", it) == 403)
      #expect(server.log.entries.count == 2)
    }
  }
}
