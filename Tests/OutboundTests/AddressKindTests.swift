internal import NIOCore
internal import Testing

@testable internal import Outbound

@Suite struct AddressKindTests {
  private func kind(_ text: String) throws -> AddressKind {
    AddressKind(try SocketAddress(ipAddress: text, port: 443))
  }

  @Test(
    "ordinary addresses are global",
    arguments: [
      "1.1.1.1", "8.8.8.8", "140.82.121.6", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
      "126.255.255.255",
      "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255",
      "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1",
      "2001:200::1", "2001:db7:ffff::", "2001:db9::", "3ffe::1", "3fff:1000::",
    ])
  func global(_ text: String) throws { #expect(try kind(text) == .global) }

  @Test(
    "the first and last address of every special block has its kind",
    arguments: [
      ("0.0.0.0", AddressKind.unspecified), ("0.0.0.1", .thisNetwork), ("0.255.255.255", .thisNetwork),
      ("10.0.0.0", .privateNetwork), ("10.255.255.255", .privateNetwork),
      ("100.64.0.0", .sharedNetwork), ("100.127.255.255", .sharedNetwork), ("100.100.100.200", .metadata),
      ("127.0.0.0", .loopback), ("127.0.0.1", .loopback), ("127.255.255.255", .loopback),
      ("168.63.129.16", .metadata), ("169.254.0.0", .linkLocal), ("169.254.255.255", .linkLocal),
      ("169.254.169.254", .metadata), ("169.254.170.2", .metadata),
      ("172.16.0.0", .privateNetwork), ("172.31.255.255", .privateNetwork),
      ("192.0.0.0", .protocolAssignment), ("192.0.0.255", .protocolAssignment), ("192.0.0.192", .metadata),
      ("192.0.2.0", .documentation), ("192.0.2.255", .documentation), ("192.31.196.1", .anycastRelay),
      ("192.52.193.1", .anycastRelay), ("192.88.99.1", .anycastRelay), ("192.168.0.0", .privateNetwork),
      ("192.168.255.255", .privateNetwork), ("192.175.48.1", .anycastRelay), ("198.18.0.0", .benchmarking),
      ("198.19.255.255", .benchmarking), ("198.51.100.7", .documentation), ("203.0.113.7", .documentation),
      ("224.0.0.0", .multicast), ("239.255.255.255", .multicast), ("240.0.0.0", .reserved),
      ("255.255.255.254", .reserved), ("255.255.255.255", .broadcast),
      ("::", .unspecified), ("::1", .loopback), ("::2", .translatedIPv4), ("::127.0.0.1", .translatedIPv4),
      ("::ffff:127.0.0.1", .mappedIPv4), ("::ffff:8.8.8.8", .mappedIPv4), ("::ffff:0:8.8.8.8", .translatedIPv4),
      ("64:ff9b::7f00:1", .translatedIPv4), ("64:ff9b:1::1", .translatedIPv4), ("64:ff9c::1", .reserved),
      ("100::1", .discard), ("100:0:0:1::1", .discard), ("200::1", .reserved), ("1000::1", .reserved),
      ("2001::1", .tunnel), ("2001:0:ffff::", .tunnel), ("2001:2::1", .benchmarking),
      ("2001:4:112::1", .protocolAssignment),
      ("2001:20::1", .protocolAssignment), ("2001:1ff:ffff::", .protocolAssignment), ("2001:db8::", .documentation),
      ("2001:db8:ffff::1", .documentation), ("2002:7f00:1::", .tunnel), ("2620:4f:8000::1", .anycastRelay),
      ("3fff::1", .documentation), ("3fff:fff::1", .documentation), ("4000::1", .reserved),
      ("5f00::1", .segmentRouting),
      ("fbff::1", .reserved), ("fc00::1", .uniqueLocal), ("fdff::1", .uniqueLocal), ("fd00:ec2::254", .metadata),
      ("fe00::1", .reserved), ("fe80::1", .linkLocal), ("febf::1", .linkLocal), ("fec0::1", .siteLocal),
      ("feff::1", .siteLocal), ("ff00::1", .multicast), ("ff02::1", .multicast),
    ])
  func special(_ text: String, _ expected: AddressKind) throws { #expect(try kind(text) == expected) }

  @Test("public takes global addresses only, local takes this machine and private networks only")
  func destinations() {
    for kind in AddressKind.allCases {
      #expect(kind.isAllowed(for: .public) == (kind == .global))
      #expect(!(kind.isAllowed(for: .public) && kind.isAllowed(for: .local)))
    }
    #expect(
      AddressKind.allCases.filter { $0.isAllowed(for: .local) }
        == [.loopback, .privateNetwork, .sharedNetwork, .linkLocal, .uniqueLocal])
  }

  @Test("bytes that are no address count as reserved")
  func odd() {
    #expect(AddressKind(bytes: []) == .reserved)
    #expect(AddressKind(bytes: [8, 8, 8]) == .reserved)
  }
}
