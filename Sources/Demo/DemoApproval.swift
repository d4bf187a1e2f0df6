internal import Domain
internal import Outbound
internal import VaultEngine

/// An agent's call that a policy of the demo asks about, so that there is one to answer.
enum DemoApproval {
  private static let body = #"{"charge":"ch_3PqXrK2eZvKYlo2C","amount":61250,"reason":"requested_by_customer"}"#

  /// Makes the call, and returns when it waits.
  static func begin(_ vault: Vault, origin: Origin) async -> Task<Void, Never> {
    let (parked, continuation) = AsyncStream.makeStream(of: Void.self)
    let call = Task {
      defer { continuation.finish() }
      _ = try? await vault.request(
        .post, "\(origin)/v1/refunds", grantID: "stripe-billing", headers: [("Content-Type", "application/json")],
        body: .bytes(Array(body.utf8)), caller: "claude-code",
        reason: "order 1043 arrived broken, the customer wants the money back"
      ) { _ in continuation.yield() }
    }
    for await _ in parked { break }
    return call
  }
}
