internal import NIOCore
internal import Synchronization

/// The port and the connections of a listener, which have to be closed to stop it.
///
/// Neither the cancellation of Hummingbird's task nor the closing of its port is safe while a connection is being accepted:
/// it would be dropped unhandled, which NIO takes for a mistake of the program and ends it. So accepting stops first.
final class CallbackConnections: Sendable {
  private struct State {
    var port: (any Channel)?
    var channels: [ObjectIdentifier: any Channel] = [:]
  }

  private let state = Mutex(State())

  func setPort(_ channel: any Channel) { state.withLock { $0.port = channel } }

  /// Closes the port at once, and every connection as soon as the request it serves is answered.
  func close(loops: any EventLoopGroup) async {
    if let port = state.withLock({ $0.port.take() }) {
      try? await port.setOption(.autoRead, value: false).get()
      // What was accepted is set up on its own loop, goes back to the port's, is wrapped on its own, and is handed over on
      // the port's; a third round lets it become active.
      for _ in 0..<3 {
        for loop in loops.makeIterator() { try? await loop.submit {}.get() }
        try? await port.eventLoop.submit {}.get()
      }
      try? await port.close().get()
    }
    for channel in state.withLock({ Array($0.channels.values) }) { Self.closeWhenAnswered(channel) }
  }

  /// Hummingbird's own way to end a connection after the answer that is being given.
  static func closeWhenAnswered(_ channel: any Channel) {
    channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
  }

  fileprivate func add(_ channel: any Channel) {
    state.withLock { $0.channels[ObjectIdentifier(channel)] = channel }
  }

  fileprivate func remove(_ channel: any Channel) {
    _ = state.withLock { $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
  }

  /// Notes a connection from its first moment, also one that never asks for anything.
  func keeper() -> any RemovableChannelHandler { Keeper(self) }

  private final class Keeper: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Never

    private let connections: CallbackConnections

    init(_ connections: CallbackConnections) { self.connections = connections }

    func handlerAdded(context: ChannelHandlerContext) { connections.add(context.channel) }

    func handlerRemoved(context: ChannelHandlerContext) { connections.remove(context.channel) }
  }
}
