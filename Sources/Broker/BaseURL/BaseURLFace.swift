internal import Domain
internal import NIOCore
internal import Outbound
internal import ProviderCatalog
internal import Synchronization
internal import VaultEngine

/// Passes calls on to the providers of grants: `/g/GRANT/…`. The caller shows its key where its tool puts an API key; the
/// vault decides, puts the credential in and records the call, and both bodies stream.
struct BaseURLFace: Sendable {
  let vault: Vault
  let limits: BrokerLimits
  let onCall: @Sendable (ServedCall) -> Void

  /// An answer so short that its head may wait for its body, which comes at once.
  private static let short = 16 * 1024
  /// So much of an answer is on its way before its end is waited for.
  private static let ahead = 64 * 1024

  func answer(_ exchange: ServedExchange, _ writer: ResponseWriter) async {
    let start = ContinuousClock.now
    let head = exchange.head
    var told = Told()
    let status: Int
    do {
      status = try await pass(exchange, writer, &told)
    } catch {
      let answer = error as? ErrorAnswer ?? ErrorAnswer(error as? VaultError)
      told.reason = answer.code
      status = answer.status
      writer.send(answer.response)
    }
    onCall(
      ServedCall(
        method: head.method, path: CredentialMask.path(String(head.path)), status: status, caller: told.caller,
        grant: told.grant, milliseconds: (ContinuousClock.now - start).milliseconds, reason: told.reason))
  }

  private struct Told {
    var caller = ""
    var grant = ""
    var reason = ""
  }

  private func pass(_ exchange: ServedExchange, _ writer: ResponseWriter, _ told: inout Told) async throws -> Int {
    let head = exchange.head
    let target = try BaseURLTarget(head)
    let presented = try PresentedKey(head)
    let caller = try await vault.identify(presented.key, from: head.peer)
    told.caller = caller.name
    let (grant, binding) = try await vault.binding(ofGrant: target.grant, for: caller)
    told.grant = grant.name
    let (reason, context) = PassedHeaders.context(of: presented.headers)
    let approval = ApprovalWait()
    let response: VaultResponse
    do throws(VaultError) {
      response = try await vault.request(
        RequestMethod(head.method), target.url(in: binding), grantID: target.grant,
        headers: PassedHeaders.toProvider(presented.headers),
        body: head.hasBody ? .stream(length: head.length, chunks: exchange.body) : .none, as: caller, context: context,
        reason: reason
      ) { _ in approval.begin(writer.cancel(after: limits.approvalTime)) }
    } catch {
      if approval.end() { throw ErrorAnswer.unapproved(after: limits.approvalTime) }
      throw error
    }
    _ = approval.end()
    told.reason = await send(response, PassedHeaders.toClient(response.headers, target, binding), writer)
    return response.status
  }

  /// The provider's answer as it comes. What goes wrong in the middle can only be told by an end that is none.
  ///
  /// - Returns: what went wrong; empty when it is whole.
  private func send(
    _ response: VaultResponse, _ headers: [(name: String, value: String)], _ writer: ResponseWriter
  ) async -> String {
    let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) }
    let hasNoBody = writer.exchange.head.method == "HEAD" || response.status == 204 || response.status == 304
    writer.head(response.status, headers, isWaiting: hasNoBody || length.map { $0 <= Self.short } ?? false)
    do {
      var unwaited = 0
      for try await chunk in response.body {
        unwaited += chunk.count
        if unwaited >= Self.ahead {
          try await writer.body(chunk)
          unwaited = 0
        } else {
          writer.bodyAtOnce(chunk)
        }
      }
      writer.end()
      return ""
    } catch {
      writer.abort()
      return Task.isCancelled ? "client_gone" : "incomplete"
    }
  }
}

/// The time for which a call waits for an approval, and whether it ran out.
private final class ApprovalWait: Sendable {
  private let timer = Mutex<Scheduled<Void>?>(nil)

  func begin(_ task: Scheduled<Void>) { timer.withLock { $0 = task } }

  /// Takes the limit back; true when the call waited, and was given up for it.
  func end() -> Bool {
    let waiting = timer.withLock { $0.take() }
    waiting?.cancel()
    return waiting != nil && Task.isCancelled
  }
}

extension ErrorAnswer {
  fileprivate static func unapproved(after time: Duration) -> ErrorAnswer {
    ErrorAnswer(
      403, .forbidden, "approval_timeout", "nobody approved the call within \(time.components.seconds) s",
      hint: "have it approved in the portal or with: gatehouse approvals, and send it again")
  }
}
