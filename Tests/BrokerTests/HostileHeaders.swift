import Domain

@testable import Broker

/// Headers as pages of other sites, confused clients and attackers would have them sent. Every combination has at least one
/// part that must not pass.
struct HostileHeaders: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64, so that a run can be repeated.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  struct Request {
    var method: String
    var target: String
    var headers: [(name: String, value: String)]

    var text: String {
      "\(method) \(target) HTTP/1.1\r\n" + headers.map { "\($0.name): \($0.value)\r\n" }.joined() + "\r\n"
    }

    var head: RequestHead {
      RequestHead(
        method: method, target: target, headers: headers, length: nil, hasBody: false, peer: .thisMachine,
        listener: .tcp
      )
    }
  }

  /// - Parameter own: the broker's own `Host`.
  mutating func request(own: String, port: UInt16) -> Request {
    var request = Request(method: pick(["GET", "POST", "DELETE"]), target: pick(Self.targets), headers: [])
    request.headers = [(odd("Host"), own), (odd("Content-Type"), "application/json")]
    if flip() { request.headers.append((odd("Accept"), "*/*")) }
    // One thing at least is wrong, often several.
    repeat {
      switch Int.random(in: 0..<9, using: &self) {
      case 0: set("host", pick(Self.hosts(port)), in: &request)
      case 1: request.headers.append((odd("Host"), flip() ? own : pick(Self.hosts(port))))
      case 2: request.headers.append((odd("Origin"), pick(Self.origins(port, own))))
      case 3:
        request.headers.append((odd("Origin"), "http://\(own)"))
        request.headers.append((odd("Origin"), pick(["http://\(own)"] + Self.origins(port, own))))
      case 4: request.headers.append((odd("Sec-Fetch-Site"), pick(Self.sites)))
      case 5: request.method = pick(Self.methods)
      case 6:
        request.headers.append((odd(pick(Self.preflight)), pick(["POST", "content-type", "true", ""])))
        request.method = pick(["OPTIONS", "GET", "POST"])
      case 7: request.target = pick(Self.badTargets(own))
      default:
        request.method = pick(["POST", "PUT", "PATCH"])
        request.target = pick(["/sdk/", "/sdk/v1/proxy", "/sdk/agents"])
        set("content-type", pick(Self.types), in: &request)
        if flip() { request.headers.append((odd("Content-Type"), "application/json")) }
      }
    } while flip()
    if flip() { request.headers.shuffle(using: &self) }
    return request
  }

  private mutating func flip() -> Bool { Bool.random(using: &self) }

  private mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[Int.random(in: 0..<choices.count, using: &self)]
  }

  private mutating func set(_ name: String, _ value: String, in request: inout Request) {
    request.headers.removeAll { $0.name.lowercased() == name }
    request.headers.append((odd(name), value))
  }

  /// The name in letters of any case.
  private mutating func odd(_ name: String) -> String {
    guard flip() else { return name }
    var text = ""
    for character in name { text += flip() ? character.uppercased() : character.lowercased() }
    return text
  }

  private static let targets = [
    "/healthz", "/g/stripe/v1/charges", "/g/7c1e0b52/x?y=z", "/sdk/v1/grants", "/", "/favicon", "/pages/page.css",
  ]
  private static let methods = [
    "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "Post", "LINK", "PURGE", "BREW", "M-SEARCH", "SUBSCRIBE",
  ]
  private static let sites = [
    "cross-site", "same-site", "Same-Origin", "NONE", "none, cross-site", "", "same-origin, none", "navigate",
    "\"none\"",
  ]
  private static let preflight = [
    "Access-Control-Request-Method", "Access-Control-Request-Headers", "Access-Control-Request-Private-Network",
  ]
  private static let types = [
    "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "",
    "text/plain; application/json",
    "application/jsonp", "text/json", "application/json, text/plain", "application/json; charset=utf-7",
    "application/json;x=text/plain", "text/plain;\tapplication/json", "application/vnd.api+json",
  ]

  private static func hosts(_ port: UInt16) -> [String] {
    [
      "evil.example", "evil.example:\(port)", "127.0.0.1", "localhost", "[::1]",
      "127.0.0.1:\(port == 1 ? 2 : port - 1)",
      "127.0.0.1:\(port).evil.example", "127.0.0.1.nip.io:\(port)", "localhost.evil.example:\(port)", "",
      "LOCALHOST:\(port)", "localhost.:\(port)", "127.0.0.1:0\(port)", "127.1:\(port)", "2130706433:\(port)",
      "0.0.0.0:\(port)", "[::ffff:127.0.0.1]:\(port)", "[0:0:0:0:0:0:0:1]:\(port)", "user@127.0.0.1:\(port)",
      "127.0.0.1:\(port),evil.example", "127.0.0.1:\(port) evil.example", "127.0.0.1:\(port)/",
      "http://127.0.0.1:\(port)",
      "127.0.0.2:\(port)", "127.0.0.1:\(port)#", "ⓛocalhost:\(port)",
    ]
  }

  private static func origins(_ port: UInt16, _ own: String) -> [String] {
    [
      "null", "http://evil.example", "https://evil.example", "http://127.0.0.1", "http://127.0.0.1:1", "https://\(own)",
      "http://\(own).evil.example", "http://\(own)/", "http://\(own)@evil.example", "HTTP://\(own)", "",
      "http://localhost.:\(port)", "chrome-extension://abcdefgh", "file://", "http://\(own) http://evil.example",
      "http://\(own), http://evil.example", "ws://\(own)", own, "http://localhost:\(port == 1 ? 2 : port - 1)",
    ]
  }

  private static func badTargets(_ own: String) -> [String] {
    [
      "http://\(own)/healthz", "http://evil.example/g/stripe/x", "https://api.stripe.com/v1", "*", "evil.example:443",
      "healthz", "g/stripe/v1", "\\g\\stripe", "file:///etc/passwd", "/g/strip\u{e9}/x", "/g/a\u{7f}b/",
    ]
  }
}
