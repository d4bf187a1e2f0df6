internal import NIOCore
internal import Synchronization

/// The connections of a broker, so that there are not too many of them, and that it can end.
final class OpenConnections: Sendable {
  private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  var count: Int { channels.withLock { $0.count } }

  /// Takes the connection until it is closed; false when there are too many.
  func take(_ channel: any Channel) -> Bool {
    let isTaken = channels.withLock { channels in
      guard channels.count < limit else { return false }
      channels[ObjectIdentifier(channel)] = channel
      return true
    }
    if isTaken {
      channel.closeFuture.whenComplete { _ in
        _ = self.channels.withLock { $0.removeValue(forKey: ObjectIdentifier(channel)) }
      }
    }
    return isTaken
  }

  /// Has every connection end when what it serves is answered, and waits for that; after `limit` they are cut.
  func drain(within limit: Duration, on loop: any EventLoop) async {
    let open = channels.withLock { Array($0.values) }
    for channel in open { channel.pipeline.fireUserInboundEventTriggered(DrainEvent()) }
    let cut = loop.scheduleTask(in: TimeAmount(limit)) { for channel in open { channel.close(promise: nil) } }
    for channel in open { try? await channel.closeFuture.get() }
    cut.cancel()
  }
}

/// Tells a connection to begin nothing any more.
struct DrainEvent: Sendable {}
