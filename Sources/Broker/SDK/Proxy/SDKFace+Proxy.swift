internal import Domain
internal import Outbound
internal import VaultEngine

extension SDKFace {
  /// The SDK gives up after thirty seconds: by then it has an answer.
  private static let patience: Duration = .seconds(26)

  /// Makes a call for the program, which never sees the credential. One that people have to approve is answered at once, with
  /// where to ask about it.
  func proxy(_ call: SDKCall) async throws(SDKRefusal) -> SDKAnswer {
    try call.require(.call)
    let asked = try ProxyRequest(call.fields)
    try call.claims.check(method: asked.method, url: asked.url)
    let id = try await grantID(asked.choice, call)
    let held = HeldCall()
    held.start(now: now) { [vault] onParked in
      await Self.make(asked, grant: id, call, vault: vault, onParked: onParked)
    }
    await held.news.wait(atMost: Self.patience)
    switch held.state {
    case .executed(let result, _): return .ok(result.json())
    case .refused(let failure, _): throw failure.refusal
    case .parked(let parked):
      guard approvals.keep(ApprovalMemory.Entry(parked: parked, owner: call.actor.id, call: held)) else {
        await held.cancelAndWait()
        throw .rateLimited(
          "too many calls wait for an approval already", scope: "api_key", limit: ApprovalMemory.usualLimit,
          window: 600,
          retryAfter: 30)
      }
      return SDKAnswer(
        status: 202, body: ApprovalStatus.held(parked, now: now(), baseURL: call.baseURL))
    case .running:
      // The caller went away, or the provider is slower than the SDK waits.
      await held.cancelAndWait()
      throw SDKRefusal(
        504, "upstream_timeout", "the provider has not answered in time; the call is in the log as abandoned")
    }
  }

  private static func make(
    _ asked: ProxyRequest, grant: String, _ call: SDKCall, vault: Vault,
    onParked: @escaping @Sendable (ParkedCall) -> Void
  ) async -> Result<ProxyResult, CallFailure> {
    let start = ContinuousClock.now
    do {
      let response = try await vault.request(
        RequestMethod(asked.method), asked.url, grantID: grant, headers: asked.headers,
        body: asked.body.map { .bytes($0) } ?? .none, as: call.actor, context: call.context, reason: asked.reason,
        onParked: onParked)
      return .success(try await ProxyResult(response, since: start))
    } catch let error as VaultError {
      switch error.cause {
      case .approvalDenied: return .failure(.denied(error.message))
      case .approvalExpired: return .failure(.expired(error.message))
      default: return .failure(.other(SDKRefusal(error, grant: grant)))
      }
    } catch {
      return .failure(.other(SDKRefusal(502, "upstream_unreachable", "the provider's answer ended early")))
    }
  }
}
