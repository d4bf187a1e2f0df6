extension AddressKind {
  /// An address block: its first bytes, and how many of their bits count.
  private struct Block {
    let prefix: [UInt8]
    let bits: Int
    let kind: AddressKind

    init(_ prefix: [UInt8], _ bits: Int, _ kind: AddressKind) {
      self.prefix = prefix
      self.bits = bits
      self.kind = kind
    }

    func contains(_ address: [UInt8]) -> Bool {
      let whole = bits / 8
      guard address[..<whole].elementsEqual(prefix[..<whole]) else { return false }
      let rest = bits % 8
      guard rest > 0 else { return true }
      let mask = UInt8(truncatingIfNeeded: 0xFF << (8 - rest))
      return address[whole] & mask == prefix[whole] & mask
    }
  }

  /// Classifies an address by its bytes in network order; anything but 4 or 16 bytes is ``reserved``.
  public init(bytes: [UInt8]) {
    switch bytes.count {
    case 4: self = Self.ipv4.first { $0.contains(bytes) }?.kind ?? .global
    case 16: self = Self.ipv6.first { $0.contains(bytes) }?.kind ?? .reserved
    default: self = .reserved
    }
  }

  // More specific blocks stand before those that hold them.

  /// https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast (RFC 5771).
  private static let ipv4: [Block] = [
    Block([0, 0, 0, 0], 32, .unspecified),
    Block([0], 8, .thisNetwork),
    Block([10], 8, .privateNetwork),
    // Alibaba Cloud, inside the shared block.
    Block([100, 100, 100, 200], 32, .metadata),
    Block([100, 64], 10, .sharedNetwork),
    Block([127], 8, .loopback),
    // Azure's wire server, a public address by its bytes.
    Block([168, 63, 129, 16], 32, .metadata),
    // Amazon, Azure, Google and others; the second one serves the credentials of Amazon's containers.
    Block([169, 254, 169, 254], 32, .metadata),
    Block([169, 254, 170, 2], 32, .metadata),
    Block([169, 254], 16, .linkLocal),
    Block([172, 16], 12, .privateNetwork),
    // Oracle Cloud, inside the protocol assignments.
    Block([192, 0, 0, 192], 32, .metadata),
    Block([192, 0, 0], 24, .protocolAssignment),
    Block([192, 0, 2], 24, .documentation),
    Block([192, 31, 196], 24, .anycastRelay),
    Block([192, 52, 193], 24, .anycastRelay),
    Block([192, 88, 99], 24, .anycastRelay),
    Block([192, 168], 16, .privateNetwork),
    Block([192, 175, 48], 24, .anycastRelay),
    Block([198, 18], 15, .benchmarking),
    Block([198, 51, 100], 24, .documentation),
    Block([203, 0, 113], 24, .documentation),
    Block([224], 4, .multicast),
    Block([255, 255, 255, 255], 32, .broadcast),
    Block([240], 4, .reserved),
  ]

  private static let zeros = [UInt8](repeating: 0, count: 16)

  /// https://www.iana.org/assignments/iana-ipv6-special-registry, multicast and unicast (RFC 4291), site-local (RFC 3879).
  private static let ipv6: [Block] = [
    Block(zeros, 128, .unspecified),
    Block(zeros.prefix(15) + [1], 128, .loopback),
    Block(zeros[..<10] + [0xFF, 0xFF], 96, .mappedIPv4),
    // IPv4-compatible and IPv4-translated addresses (RFC 4291, RFC 2765).
    Block(Array(zeros.prefix(12)), 96, .translatedIPv4),
    Block(zeros[..<8] + [0xFF, 0xFF, 0, 0], 96, .translatedIPv4),
    Block([0, 0x64, 0xFF, 0x9B] + zeros[..<8], 96, .translatedIPv4),
    Block([0, 0x64, 0xFF, 0x9B, 0, 1], 48, .translatedIPv4),
    Block([1, 0, 0, 0, 0, 0, 0, 0], 64, .discard),
    Block([1, 0, 0, 0, 0, 0, 0, 1], 64, .discard),
    Block([0x20, 0x01, 0, 0], 32, .tunnel),
    Block([0x20, 0x01, 0, 2, 0, 0], 48, .benchmarking),
    Block([0x20, 0x01, 0], 23, .protocolAssignment),
    Block([0x20, 0x01, 0x0D, 0xB8], 32, .documentation),
    Block([0x20, 0x02], 16, .tunnel),
    Block([0x26, 0x20, 0, 0x4F, 0x80, 0], 48, .anycastRelay),
    Block([0x3F, 0xFF, 0], 20, .documentation),
    Block([0x5F, 0], 16, .segmentRouting),
    // Amazon's instance metadata over IPv6, inside the unique local block.
    Block([0xFD, 0, 0x0E, 0xC2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54], 128, .metadata),
    Block([0xFC], 7, .uniqueLocal),
    Block([0xFE, 0x80], 10, .linkLocal),
    Block([0xFE, 0xC0], 10, .siteLocal),
    Block([0xFF], 8, .multicast),
    // Global unicast is what IANA hands out of this block; the rest of the space is not in use.
    Block([0x20], 3, .global),
  ]
}
