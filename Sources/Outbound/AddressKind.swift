/// What an IP address is for, by the special-purpose registries of IANA (RFC 6890 and its updates, read in 2025).
///
/// Blocks that the registry calls globally reachable but that no provider's API lives in (AS112, AMT) count as special
/// too. Everything in IPv6 outside 2000::/3 that has no name here is ``reserved``.
public enum AddressKind: String, Sendable, Hashable, CaseIterable {
  case global
  case unspecified
  case thisNetwork
  case loopback
  case privateNetwork
  case sharedNetwork
  case linkLocal
  case uniqueLocal
  case metadata
  case protocolAssignment
  case documentation
  case benchmarking
  case anycastRelay
  case mappedIPv4
  case translatedIPv4
  case tunnel
  case segmentRouting
  case siteLocal
  case discard
  case multicast
  case broadcast
  case reserved

  /// Whether a destination of that kind may be connected to. `local` is for servers that a developer runs: the cloud's
  /// metadata address is none, though it is a link-local one.
  public func isAllowed(for destination: OutboundRequest.Destination) -> Bool {
    switch destination {
    case .public: self == .global
    case .local: [.loopback, .privateNetwork, .sharedNetwork, .linkLocal, .uniqueLocal].contains(self)
    }
  }

  /// With its article, for a sentence.
  public var phrase: String {
    switch self {
    case .global: "a public address"
    case .unspecified: "the unspecified address"
    case .thisNetwork: "an address of this network"
    case .loopback: "a loopback address"
    case .privateNetwork: "a private address"
    case .sharedNetwork: "a carrier's shared address"
    case .linkLocal: "a link-local address"
    case .uniqueLocal: "a unique local address"
    case .metadata: "a cloud's metadata address"
    case .protocolAssignment: "an address of a protocol assignment"
    case .documentation: "a documentation address"
    case .benchmarking: "a benchmarking address"
    case .anycastRelay: "an anycast relay address"
    case .mappedIPv4: "an IPv4-mapped address"
    case .translatedIPv4: "a translated IPv4 address"
    case .tunnel: "a tunnelled IPv4 address"
    case .segmentRouting: "a segment routing address"
    case .siteLocal: "a site-local address"
    case .discard: "a discard-only address"
    case .multicast: "a multicast address"
    case .broadcast: "the broadcast address"
    case .reserved: "a reserved address"
    }
  }
}
