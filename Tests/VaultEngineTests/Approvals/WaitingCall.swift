import Domain
import LocalServers
import Outbound

@testable import VaultEngine

/// A call that waits for an approval, as its caller and as whoever answers see it.
struct WaitingCall {
  let shown: ParkedCall
  let task: Task<Result<String, VaultError>, Never>

  var id: Identifier { shown.id }
  /// What came back, or why nothing was sent.
  var result: Result<String, VaultError> { get async { await task.value } }
}

/// The call did not wait.
struct NotParked: Error { let result: Result<String, VaultError> }

extension PolicyVault {
  func park(
    _ method: RequestMethod = .post, _ path: String = "/echo", json: String? = nil, type: String = "application/json",
    body: OutboundBody? = nil, from vault: Vault? = nil, caller: String = "agent", reason: String = ""
  ) async throws -> WaitingCall {
    let (parked, continuation) = AsyncStream.makeStream(of: ParkedCall.self)
    let (vault, url) = (vault ?? it.vault, server.origin + path)
    let body = body ?? json.map { .bytes(Array($0.utf8)) } ?? .none
    let task = Task { () -> Result<String, VaultError> in
      defer { continuation.finish() }
      do {
        let response = try await vault.request(
          method, url, grantID: "api", headers: [("Content-Type", type)], body: body, caller: caller, reason: reason
        ) { continuation.yield($0) }
        return .success(String(decoding: try await response.body.collect(upTo: 4_000_000), as: UTF8.self))
      } catch let error as VaultError { return .failure(error) } catch { return .failure(.cancelled) }
    }
    for await shown in parked { return WaitingCall(shown: shown, task: task) }
    throw NotParked(result: await task.value)
  }

  /// The events of a call, oldest first.
  func events(of call: Identifier) async throws -> [AuditEvent] {
    try await it.vault.auditEntries(AuditQuery(), after: 0).map(\.event).filter { $0.requestID == call }
  }
}
