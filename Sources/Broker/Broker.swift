internal import Domain
internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import Synchronization
public import VaultEngine

/// The server of this machine that applications talk to in place of a provider: they hold a caller key, it makes the call
/// with the grant's credential.
///
///     let broker = try await Broker.start(vault, BrokerConfiguration(runtime: folder)) { call in … }
///     // broker.notice says where it listens
///     await broker.stop(within: .seconds(10))
///
/// It listens at 127.0.0.1 and ::1, and at a Unix socket. There is one a vault: it holds `broker.lock` in the vault's runtime
/// folder and says in `broker.json` where it is.
public final class Broker: Sendable {
  public let notice: BrokerNotice
  /// What is not as it could be, for people: that there is no ::1, say.
  public let remarks: [String]
  private let folder: BrokerFolder
  private let socket: String
  private let ports: [any Channel]
  private let connections: OpenConnections
  private let routes: [any BrokerRoute]

  private init(
    notice: BrokerNotice, remarks: [String], folder: BrokerFolder, socket: String, ports: [any Channel],
    connections: OpenConnections, routes: [any BrokerRoute]
  ) {
    self.notice = notice
    self.remarks = remarks
    self.folder = folder
    self.socket = socket
    self.ports = ports
    self.connections = connections
    self.routes = routes
  }

  /// Begins to listen. The vault may be locked: then calls are answered with 503.
  ///
  /// - Parameters:
  ///   - routes: what is served besides the base-URL face, where it is not the usual: what Alter's SDK asks for, and the
  ///     pages its addresses lead to. The first whose prefix fits has the path.
  ///   - onCall: told of every request when it is answered, on whatever thread.
  /// - Throws: ``BrokerProblem``.
  public static func start(
    _ vault: Vault, _ configuration: BrokerConfiguration, routes: [any BrokerRoute]? = nil,
    onCall: @escaping @Sendable (ServedCall) -> Void = { _ in }
  ) async throws(BrokerProblem) -> Broker {
    let routes =
      routes
      ?? [
        AlterRoute(vault), PageFiles.connectScript, PageFiles.own, WalletLinkRoute(vault), WalletRoute(vault),
        ConnectPages(vault), CommandPage.approvals,
      ]
    let folder = try BrokerFolder(runtime: configuration.runtime, vault: vault.id.description)
    let connections = OpenConnections(limit: configuration.limits.connections)
    let listener = Listener(connections: connections, limits: configuration.limits)
    // The port, which the rules name, is known when it is bound; who connects before that is turned away.
    let front = FrontDoor()
    var ports: [any Channel] = []
    do throws(BrokerProblem) {
      let (bound, remarks) = try await bindPorts(configuration.port, by: listener, front)
      ports = bound
      let path = configuration.socket ?? folder.usualSocket
      ports.append(try await listener.bind(socket: path) { front.value })
      let port = UInt16(clamping: bound.first?.localAddress?.port ?? 0)
      let notice = BrokerNotice(
        pid: getpid(), port: port, socket: path,
        addresses: ["127.0.0.1:\(port)"] + (bound.count > 1 ? ["[::1]:\(port)"] : []))
      front.open(
        Front(
          vault: vault, defence: BrowserDefence(port: port), baseURL: notice.baseURL, routes: routes,
          limits: configuration.limits, onCall: onCall))
      try folder.write(notice)
      return Broker(
        notice: notice, remarks: remarks, folder: folder, socket: path, ports: ports, connections: connections,
        routes: routes)
    } catch {
      for port in ports { try? await port.close().get() }
      throw error
    }
  }

  /// Both loopback addresses, at one port.
  private static func bindPorts(
    _ port: UInt16, by listener: Listener, _ front: FrontDoor
  ) async throws(BrokerProblem) -> (ports: [any Channel], remarks: [String]) {
    for attempt in 1...8 {
      let first = try await listener.bind(port: port, isIPv6: false) { front.value }
      let number = UInt16(clamping: first.localAddress?.port ?? 0)
      do throws(BrokerProblem) {
        return ([first, try await listener.bind(port: number, isIPv6: true) { front.value }], [])
      } catch {
        if error.kind == .system {
          return ([first], ["::1 is not listened at, since this machine has no IPv6"])
        }
        try? await first.close().get()
        // Of a port of the system's choice ::1 may belong to somebody else: it chooses another.
        if port != 0 || attempt == 8 { throw error }
      }
    }
    throw BrokerProblem(.system, "no port is free", hint: "give one with --port")
  }

  /// Ends: nothing new is accepted, what is being served has `limit` to end by itself, then it is cut.
  public func stop(within limit: Duration) async {
    for port in ports { try? await port.close().get() }
    for route in routes { await route.stop() }
    await connections.drain(within: limit, on: Listener.loops.any())
    _ = unsafe unlink(socket)
  }

  /// How many connections are open.
  public var openConnections: Int { connections.count }
}

/// What connections are served by, from the moment when everything is known.
final class FrontDoor: Sendable {
  private let front = Mutex<Front?>(nil)

  var value: Front? { front.withLock { $0 } }

  func open(_ front: Front) { self.front.withLock { $0 = front } }
}
