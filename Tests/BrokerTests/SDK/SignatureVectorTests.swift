import Domain
import Testing

@testable import Broker

/// What Alter's SDK signs, as an independent implementation has computed it.
@Suite("The signature of the SDK")
struct SignatureVectorTests {
  static let key = Array("alter_rk_abcdefghijklmnopqrstuv_iwpykn".utf8)
  static let list = Array(#"{"limit":1,"offset":0}"#.utf8)
  static let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  static let listHash = "e8157a931dcad345dfc1ac26cc76d92d7ecc6396d478da0f08c82717cdcf1abb"

  struct Vector: Sendable, CustomTestStringConvertible {
    let name: String
    var method = "POST"
    var target = "/sdk/grants/list"
    var body: [UInt8] = SignatureVectorTests.list
    let hash: String
    let signature: String
    var isVersion2 = false
    var extra: [(name: String, value: String)] = []

    var testDescription: String { name }

    func request(
      _ change: (inout [(name: String, value: String)]) -> Void = { _ in }, method: String? = nil,
      target: String? = nil, body: [UInt8]? = nil
    ) -> SDKRequest {
      var headers: [(name: String, value: String)] = [
        ("X-Alter-Timestamp", "1700000000"), ("X-Alter-Nonce", "00112233445566778899aabbccddeeff"),
        ("X-Alter-Content-SHA256", hash), ("X-Alter-Signature", signature),
      ]
      headers += extra
      if isVersion2 { headers.append(("X-Alter-Signature-V2", signature)) }
      change(&headers)
      return SDKRequest(
        method: method ?? self.method, target: target ?? self.target, headers: headers, body: body ?? self.body)
    }
  }

  static let vectors = [
    Vector(
      name: "a list", hash: listHash, signature: "2ac05a389884c79a8c1548ef31ce8bb4cc2c5dd2f29bf7dddc1f718456533130"),
    Vector(
      name: "an actor's id", hash: listHash,
      signature: "5be34031a3f5a4d5bd0ae60952fdd697607cbfd59a148fdb64dc83408e505a2b", isVersion2: true,
      extra: [("X-Alter-Actor-ID", "11111111-1111-4111-8111-111111111111")]),
    Vector(
      name: "caller, type and context", target: "/sdk/proxy",
      body: Array(#"{"method":"GET","url":"https://x.example/","grant_id":"g"}"#.utf8),
      hash: "06c568e4005ec1ea7d107ec678af2a745113d572eb944850d83bd9b7a212258b",
      signature: "ae4f7e760c22a8820a990ce200c96371e98ded16227b75412f47a58e430e2d73", isVersion2: true,
      extra: [
        ("X-Alter-Caller", "bot one"), ("X-Alter-Caller-Type", "agent"),
        ("X-Alter-Context", #"{"tool":"x","run_id":"\u00e9"}"#),
      ]),
    Vector(
      name: "a query", method: "GET", target: "/sdk/agents?name=a+b%26c%3Dd%2F%C3%A9~", body: [], hash: empty,
      signature: "fcdfa28e65fc83ecdbf50b2dc0c29aea3fa5d1ddcae9981de53290987cf0fec7"),
    Vector(
      name: "scope constraints and a rule", hash: listHash,
      signature: "de25457844b9a2e6cc4c8b37d853be08a2ad5148e4283796e8ece756bcf9e485",
      extra: [
        ("X-Alter-Scope-Constraints", "grants:read,tokens:retrieve"),
        (
          "X-Alter-Request-Rule",
          "eyJydWxlX3R5cGUiOiJqc29uX21hdGNoIiwicnVsZV9ib2R5Ijp7IndoZW4iOnsibWV0aG9kIjoiUE9TVCJ9LCJlZmZlY3QiOiJkZW55In19"
        ),
      ]),
    Vector(
      name: "an escaped path", method: "GET",
      target: "/sdk/provider-specs/managed/a%20b/operations?limit=5&offset=0&search=x+y", body: [], hash: empty,
      signature: "2b41fc67118b0c2858f5860f751e514b6726eda95ddfc277314bbe5dc6d7229f"),
  ]

  @Test("The signing key derives from the caller key")
  func signingKey() {
    let derived = RequestSignature.signingKey(of: Self.key).copy()
    #expect(Hexadecimal.text(derived) == "d686d74251939c285fe8fa5ad18c0e2003f1ca17a5346e7838389386c1ac079f")
  }

  @Test("A request that the SDK signed passes", arguments: vectors)
  func passes(vector: Vector) throws {
    let signature = try RequestSignature.check(vector.request(), key: Self.key)
    #expect(signature.isVersion2 == vector.isVersion2)
    #expect(signature.timestamp == 1_700_000_000)
  }

  private func isRefused(_ request: SDKRequest, key: [UInt8] = Self.key) -> Bool {
    do throws(SDKRefusal) {
      _ = try RequestSignature.check(request, key: key)
      return false
    } catch { return error.status == 401 && error.code == "invalid_signature" }
  }

  @Test("Nothing that is signed can be changed", arguments: vectors)
  func tampered(vector: Vector) {
    #expect(isRefused(vector.request(method: "PUT")))
    #expect(isRefused(vector.request(target: vector.target + "x")))
    #expect(isRefused(vector.request(target: vector.target + (vector.target.contains("?") ? "&a=1" : "?a=1"))))
    #expect(isRefused(vector.request(body: vector.body + [0x20])))
    #expect(isRefused(vector.request(), key: Array("alter_rk_abcdefghijklmnopqrstuw_iwpykn".utf8)))
    for name in vector.request().headers.map(\.name) {
      #expect(isRefused(vector.request { $0.removeAll { $0.name == name } }), "without \(name)")
      let changed = vector.request { headers in
        for index in headers.indices where headers[index].name == name {
          headers[index].value = String(headers[index].value.dropLast()) + "0"
        }
      }
      // A value that ends in this already is no change.
      if changed.headers.map(\.value) != vector.request().headers.map(\.value) {
        #expect(isRefused(changed), "another \(name)")
      }
    }
  }

  @Test(
    "Who acts cannot be added to a request that does not say so", arguments: RequestSignature.actorHeaders.map(\.header)
  )
  func added(header: String) {
    for vector in Self.vectors where !vector.extra.contains(where: { $0.name == header }) {
      #expect(isRefused(vector.request { $0.append((header, "agent")) }))
      #expect(isRefused(vector.request { $0.append((header, "")) }) == !vector.isVersion2)
    }
  }

  @Test("The order in which a query stands on the wire makes no difference")
  func canonicalQuery() {
    #expect(
      SignedTarget("/sdk/agents/1?grace_seconds=0&expected_version=1")?.text
        == "/sdk/agents/1?expected_version=1&grace_seconds=0")
    #expect(SignedTarget("/sdk/a?b&a=%2f%C3%A9&a=")?.text == "/sdk/a?a=&a=%2F%C3%A9&b=")
    #expect(SignedTarget("/sdk/a?")?.text == "/sdk/a")
    #expect(SignedTarget("/a%20b%zz")?.text == "/a b%zz")
    #expect(SignedTarget("/a%ff") == nil)
    #expect(SignedTarget("/a%0Ab") == nil)
  }

  @Test("The keys of the SDK's documents are read, and one with a wrong check is not")
  func keys() {
    for text in [
      "alter_rk_abcdefghijklmnopqrstuv_iwpykn", "alter_ak_abcdefghijklmnopqrstuv_v7lnv3",
      "alter_dk_abcdefghijklmnopqrstuv_ai5awu",
    ] {
      #expect(CallerKeyText(Array(text.utf8))?.bytes == Array(text.utf8))
      #expect(CallerKeyText(Array((text.dropLast() + "a").utf8)) == nil)
    }
  }
}
