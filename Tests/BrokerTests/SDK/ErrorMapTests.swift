import Domain
import Testing
import VaultEngine

@testable import Broker

/// The class that the SDK raises is chosen by the status first, then by the code: both have to be right.
@Suite("What the SDK is told when the vault says no")
struct ErrorMapTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let cause: VaultError.Cause
    let status: Int
    let code: String
    var isAgent = false

    var testDescription: String { "\(cause)" }
  }

  static let cases = [
    Case(cause: .invalidKey, status: 401, code: "invalid_key"),
    Case(cause: .keyRevoked, status: 401, code: "key_revoked"),
    Case(cause: .keyExpired, status: 401, code: "key_expired"),
    Case(cause: .keyRotated, status: 401, code: "key_rotated_grace_expired"),
    Case(cause: .keyInactive, status: 401, code: "key_not_active"),
    Case(cause: .callerSuspended, status: 401, code: "key_not_active"),
    Case(cause: .callerSuspended, status: 401, code: "agent_inactive", isAgent: true),
    Case(cause: .callerRevoked, status: 401, code: "key_revoked"),
    Case(cause: .callerRevoked, status: 401, code: "agent_revoked", isAgent: true),
    Case(cause: .missingRight(.call), status: 403, code: "insufficient_scope"),
    Case(cause: .addressNotAllowed, status: 403, code: "address_not_allowed"),
    Case(cause: .grantRevoked, status: 403, code: "grant_revoked"),
    Case(cause: .grantExpired, status: 403, code: "grant_expired"),
    Case(cause: .grantNotReachable, status: 404, code: "grant_not_found"),
    Case(cause: .ambiguous([]), status: 409, code: "ambiguous_grant"),
    Case(cause: .policy("guard:1"), status: 403, code: "policy_violation"),
    Case(cause: .binding, status: 422, code: "blocked_destination"),
    Case(cause: .blockedDestination, status: 422, code: "blocked_destination"),
    Case(
      cause: .rateLimited(.key, limit: 5, windowSeconds: 60, retryAfter: 7), status: 429, code: "rate_limit_exceeded"),
    Case(cause: .quota(retryAfter: 9), status: 429, code: "quota_exceeded"),
    Case(cause: .approvalDenied, status: 403, code: "approval_denied"),
    Case(cause: .approvalExpired, status: 403, code: "approval_expired"),
    Case(cause: .requiresProxy(.restricted), status: 400, code: "restricted_grant_requires_proxy"),
    Case(cause: .requiresProxy(.delegated), status: 400, code: "delegated_grant_requires_proxy"),
    Case(cause: .requiresProxy(.hitl), status: 400, code: "hitl_grant_requires_proxy"),
    Case(cause: .requiresProxy(.userLimits), status: 400, code: "user_limits_require_proxy"),
  ]

  private func member(_ name: String, of answer: SDKAnswer) -> JSONValue? {
    guard case .object(let members)? = answer.body else { return nil }
    return JSONFields(members).value(name)
  }

  @Test("Each cause has its status, its code and a text", arguments: cases)
  func causes(item: Case) {
    let error = VaultError(.denied, "no", hint: "", cause: item.cause)
    let answer = SDKRefusal(error, grant: "g", isAgent: item.isAgent).answer
    #expect(answer.status == item.status)
    #expect(member("error", of: answer) == .string(item.code))
    guard case .string(let message)? = member("message", of: answer) else {
      Issue.record("no message")
      return
    }
    #expect(!message.isEmpty)
  }

  @Test(
    "Each kind of failure without a cause has its status",
    arguments: [
      (VaultError.Code.notFound, 404), (.badInput, 422), (.exists, 409), (.denied, 403), (.needsReauth, 403),
      (.unreachable, 502), (.locked, 503), (.storage, 503), (.integrity, 500),
    ])
  func codes(code: VaultError.Code, status: Int) {
    let answer = SDKRefusal(VaultError(code, "no")).answer
    #expect(answer.status == status)
    #expect(answer.headers.contains { $0.name == "Retry-After" } == (status == 503))
  }

  @Test("What is limited says how long to wait, in the header and in the body")
  func retryAfter() {
    let cause = VaultError.Cause.rateLimited(.caller, limit: 5, windowSeconds: 60, retryAfter: 7)
    let answer = SDKRefusal(VaultError(.denied, "no", cause: cause)).answer
    #expect(answer.headers.contains { $0.name == "Retry-After" && $0.value == "7" })
    #expect(member("retry_after", of: answer) == .number("7"))
    #expect(member("limit", of: answer) == .number("5"))
    #expect(member("window_seconds", of: answer) == .number("60"))
  }
}
