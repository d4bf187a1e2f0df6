import Domain
import Testing

@Suite("Addresses of callers")
struct AddressTests {
  @Test(
    "A range holds the addresses with its beginning",
    arguments: [
      ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.1.2.3", "10.1.2.3", true),
      ("10.1.2.3", "10.1.2.4", false), ("10.1.2.128/25", "10.1.2.200", true), ("10.1.2.128/25", "10.1.2.1", false),
      ("0.0.0.0/0", "255.1.1.1", true), ("0.0.0.0/0", "::1", false), ("::/0", "fd00::1", true),
      ("::/0", "10.0.0.1", false),
      ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe80::1", false), ("2001:db8::/33", "2001:db8:7fff::1", true),
      ("2001:db8::/33", "2001:db8:8000::1", false), ("::1/128", "::1", true), ("127.0.0.0/8", "::ffff:127.0.0.1", true),
      ("::ffff:10.0.0.0/104", "10.2.3.4", true),
    ])
  func ranges(_ range: String, _ address: String, _ isInside: Bool) throws {
    let (range, address) = (try #require(AddressRange(range)), try #require(NetworkAddress(address)))
    #expect(range.contains(address) == isInside)
    #expect(AddressRange(range.description) == range && NetworkAddress(address.description) == address)
  }

  @Test("Bits behind the beginning say nothing")
  func rest() { #expect(AddressRange("10.1.2.3/8")?.description == "10.0.0.0/8") }

  @Test(
    "What is no range is refused",
    arguments: [
      "", "10.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::1/129", "fe80::1%eth0", "010.0.0.1", "a",
      "10.0.0.0/8/8", "10.0.0.0/+8",
    ])
  func refused(_ text: String) { #expect(AddressRange(text) == nil) }
}
