/// The server of this vault that programs call.
public enum BrokerState: Hashable, Sendable {
  /// This portal is it: `127.0.0.1:7411`.
  case listening(String)
  /// Another process is it.
  case elsewhere(String)
  /// There is none, because its port is taken, say.
  case failed(PortalFailure)

  var inWords: String {
    switch self {
    case .listening(let address), .elsewhere(let address): "broker \(address)"
    case .failed: "no broker"
    }
  }
}
