internal import Domain
internal import FoundationEssentials
internal import Outbound
internal import Testing

@Suite struct ReflectionScannerTests {
  /// What a whole body becomes when it arrives in the given chunks.
  private func scan(_ chunks: [[UInt8]], _ needles: [String], limit: Int = 65_536) -> (output: [UInt8], hits: Int) {
    var scanner = ReflectionScanner(needles: needles.map { SecretBytes($0) }, limit: limit)
    var output = chunks.flatMap { scanner.scan($0) }
    output += scanner.finish()
    return (output, scanner.hits)
  }

  private func scan(_ text: String, _ needles: [String] = [sample], limit: Int = 65_536) -> (text: String, hits: Int) {
    let result = scan([Array(text.utf8)], needles, limit: limit)
    return (String(decoding: result.output, as: UTF8.self), result.hits)
  }

  @Test("every form is found and overwritten in equal length", arguments: forms(of: sample))
  func finds(_ form: String) {
    let text = "{\"you sent\": \"\(form)\"}"
    let result = scan(text)
    #expect(result.hits == 1)
    #expect(result.text.utf8.count == text.utf8.count)
    #expect(result.text.hasPrefix("{\"you sent\": \"") && result.text.hasSuffix("\"}"))
    // Base64 characters that share bits with their neighbours stay: at most three in front and one behind, and escaped padding.
    let middle = result.text.dropFirst(14).dropLast(2)
    #expect(middle.filter { $0 == "*" }.count >= form.count - 10)
  }

  @Test("how the body is cut changes nothing", arguments: 0..<300)
  func splits(_ seed: Int) {
    var random = SplitMix(seed: UInt64(seed))
    let needles = (0...Int.random(in: 0...2, using: &random)).map { _ in
      String(
        decoding: (0..<Int.random(in: 4...20, using: &random)).map { _ in
          "aab%+/ Z9".utf8.randomElement(using: &random) ?? 0
        },
        as: UTF8.self)
    }
    var body: [UInt8] = []
    for _ in 0..<Int.random(in: 1...12, using: &random) {
      switch Int.random(in: 0...3, using: &random) {
      case 0:
        let form = forms(of: needles.randomElement(using: &random) ?? "").randomElement(using: &random) ?? ""
        body += form.utf8
      case 1:
        // Nearly a value: its beginning only.
        body += (needles.randomElement(using: &random) ?? "").utf8.dropLast(Int.random(in: 1...3, using: &random))
      default:
        body += (0..<Int.random(in: 0...20, using: &random)).map { _ in
          "aab%25+/Z ".utf8.randomElement(using: &random) ?? 0
        }
      }
    }
    let limit = Bool.random(using: &random) ? 65_536 : Int.random(in: 0...body.count + 1, using: &random)
    let whole = scan([body], needles, limit: limit)
    #expect(whole.output.count == body.count)

    var chunks: [[UInt8]] = []
    var rest = body[...]
    while !rest.isEmpty {
      let count = Int.random(in: 0...min(7, rest.count), using: &random)
      chunks.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    let pieces = scan(chunks, needles, limit: limit)
    #expect(pieces.output == whole.output)
    #expect(pieces.hits == whole.hits)
    if limit > body.count {
      for needle in needles { #expect(!String(decoding: whole.output, as: UTF8.self).contains(needle)) }
    }
  }

  @Test("overlapping values leave no rest of either")
  func overlap() {
    #expect(scan("xx abcdefgh yy", ["abcdef", "cdefgh", "abcd"]).text == "xx ******** yy")
    #expect(scan("xx abcdefg yy", ["abcdef", "abcdefgh"]).text == "xx ******g yy")
  }

  @Test("only a tail that could begin a match is held back")
  func holdsBack() {
    var scanner = ReflectionScanner(needles: [SecretBytes("topsecret")])
    #expect(scanner.scan(Array("nothing here".utf8)) == Array("nothing here".utf8))
    #expect(scanner.scan(Array("say tops".utf8)) == Array("say ".utf8))
    #expect(scanner.scan(Array("ecre".utf8)).isEmpty)
    #expect(scanner.scan(Array("t!".utf8)) == Array("*********!".utf8))
    #expect(scanner.scan(Array("tops".utf8)).isEmpty)
    #expect(scanner.finish() == Array("tops".utf8))
    #expect(scanner.hits == 1)
  }

  @Test("what begins after the limit is left, what began before it is overwritten whole")
  func limit() {
    #expect(scan("....topsecret", ["topsecret"], limit: 4).text == "....topsecret")
    #expect(scan("....topsecret", ["topsecret"], limit: 5).text == "....*********")
  }

  @Test("values too short to tell from ordinary text are not looked for")
  func short() { #expect(scan("a cat sat", ["cat"]).hits == 0) }

  @Test("a header is scanned as a whole, and a hit in it counts")
  func header() {
    var scanner = ReflectionScanner(needles: [SecretBytes("topsecret")])
    #expect(scanner.scan(header: "Bearer topsecret; x") == "Bearer *********; x")
    #expect(scanner.scan(header: "tops") == "tops")
    #expect(scanner.hasFound)
    #expect(scanner.scan(Array("ecret.".utf8)) == Array("ecret.".utf8))
  }
}

/// Random numbers that a seed determines (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
private struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

private let sample = "sk_live_4eC39HqLyj/WDar+jtT1 zd%p7dc"

/// The forms a provider may send a value back in.
private func forms(of secret: String) -> [String] {
  let bytes = Array(secret.utf8)
  let encoded = String(decoding: PercentEncoding.encode(bytes), as: UTF8.self)
  let escaped = bytes.map { "%" + (String($0, radix: 16).count == 1 ? "0" : "") + String($0, radix: 16) }.joined()
  let base64 = [0, 1, 2].map { Data([UInt8](repeating: 0x7A, count: $0) + bytes).base64EncodedString() }
  return [
    secret, encoded, escaped, escaped.uppercased(), encoded.replacing("%20", with: "+"),
    secret.replacing("/", with: "%2f").replacing("%p", with: "%25p"),
  ] + base64 + base64.map { $0.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "") }
    + base64.map { $0.replacing("+", with: "%2B").replacing("/", with: "%2F").replacing("=", with: "%3D") }
}
