internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// The port and the connections of a server that have to be closed to stop it.
///
/// Neither the cancellation of Hummingbird's task nor the closing of its port is safe while a connection is being accepted:
/// it would be dropped unhandled, which NIO takes for a mistake of the program and ends it. So accepting stops first.
final class OpenChannels: Sendable {
  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    var isClosed = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  /// Takes the channel, and those that it is a stream of.
  func add(_ channel: any Channel) {
    let isClosed = state.withLock { state in
      state.channels[ObjectIdentifier(channel)] = channel
      return state.isClosed
    }
    if isClosed { channel.close(promise: nil) }
    if let parent = channel.parent { add(parent) }
  }

  func close() async {
    for channel in state.withLock({ Array($0.channels.values) }) where channel.parent == nil {
      try? await channel.setOption(.autoRead, value: false).get()
      // What was accepted is set up on the other loops and handed over on the port's own.
      for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() { try? await loop.submit {}.get() }
      try? await channel.eventLoop.submit {}.get()
    }
    let old = state.withLock { state in
      let old = state
      state = State(isClosed: true)
      return old
    }
    for channel in old.channels.values { channel.close(promise: nil) }
    for waiter in old.waiters { waiter.resume() }
  }

  /// Waits until the server is stopped.
  func waitUntilClosed() async {
    await withCheckedContinuation { continuation in
      let isClosed = state.withLock { state in
        if !state.isClosed { state.waiters.append(continuation) }
        return state.isClosed
      }
      if isClosed { continuation.resume() }
    }
  }
}
