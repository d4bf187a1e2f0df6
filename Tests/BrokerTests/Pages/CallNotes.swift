import Broker
import Synchronization

/// What the line of `gatehouse serve` would have said.
final class CallNotes: Sendable {
  private let calls = Mutex<[ServedCall]>([])

  var all: [ServedCall] { calls.withLock { $0 } }
  var paths: Set<String> { Set(all.map(\.path)) }

  @Sendable func add(_ call: ServedCall) { calls.withLock { $0.append(call) } }
}
