internal import PortalModel
internal import Synchronization

/// Events on their way to the loop, in the order in which they were sent.
final class Inbox: Sendable {
  private let events = Mutex<[PortalEvent]>([])

  func append(_ event: PortalEvent) { events.withLock { $0.append(event) } }

  func takeAll() -> [PortalEvent] {
    events.withLock { events in
      defer { events = [] }
      return events
    }
  }
}
