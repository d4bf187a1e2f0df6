internal import NIOCore

/// Tells the connection's handler that bytes have come, before anybody has read a request out of them.
final class ArrivalHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let handler: ConnectionHandler

  init(_ handler: ConnectionHandler) { self.handler = handler }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    handler.bytesArrived()
    context.fireChannelRead(data)
  }
}
