import Domain
import Testing

@Suite("JSON as policies read it")
struct JSONTests {
  @Test(
    "A document that is read in one way only reads back as itself",
    arguments: [
      "null", "true", "[]", "{}", "\"\"", "-0.5e+3", "[1,2,[3]]", #"{"a":{"b":[null,false]}}"#, #""\u00e9\n\"\\ 😀""#,
      #"{"":0}"#, "12345678901234567890123",
    ])
  func roundTrip(_ text: String) throws {
    let value = try #require(JSONValue(Array(text.utf8)))
    #expect(JSONValue(value.bytes) == value)
  }

  @Test(
    "What two readers could take for different documents is none",
    arguments: [
      "", " ", "{", "[1,]", #"{"a":1,}"#, #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, "01", "1.", ".5", "+1", "1e",
      "NaN", "nul",
      "'a'", #""\x41""#, #""\ud800""#, #""\udc00\ud800""#, "\"\n\"", "[1] 2", "{} {}", "\u{FEFF}{}", "// c\n1", "[1 2]",
      "1e9999999", String(repeating: "[", count: 200) + String(repeating: "]", count: 200), #""\u+123""#, #"{a:1}"#,
    ])
  func refused(_ text: String) { #expect(JSONValue(Array(text.utf8)) == nil) }

  @Test("Bytes that are no UTF-8 are no JSON")
  func notUTF8() { #expect(JSONValue([0x22, 0xC3, 0x28, 0x22]) == nil) }

  @Test(
    "Numbers are compared exactly, whatever their spelling and size",
    arguments: [
      ("1", "1.0", "="), ("10e-1", "1", "="), ("-0", "0", "="), ("1E2", "100", "="),
      ("9007199254740993", "9007199254740992", ">"),
      ("0.1", "0.10000000000000001", "<"), ("-2", "-1", "<"), ("-1", "0", "<"), ("1e100", "9e99", ">"),
      ("0.001", "1e-3", "="),
      ("100", "99.999", ">"), ("-100", "99", "<"), ("0.5", "0.45", ">"), ("0", "1e-9", "<"),
    ])
  func numbers(_ left: String, _ right: String, _ order: String) throws {
    let (left, right) = (try #require(DecimalNumber(left)), try #require(DecimalNumber(right)))
    #expect((left < right ? "<" : left > right ? ">" : "=") == order)
    #expect(DecimalNumber(left.description) == left)
  }

  @Test(
    "A pointer leads to members, elements and, with a star, to all of them",
    arguments: [
      ("/a", #"["x"]"#), ("/b/0", "[1]"), ("/b/2", "[]"), ("/b/*", "[1,2]"), ("/c/d", "[[{\"e\":1},{\"e\":2}]]"),
      ("/c/d/*/e", "[1,2]"), ("/f~1g", "[3]"), ("/h~0i", "[4]"), ("/missing/*", "[]"), ("/b/01", "[]"), ("/", "[5]"),
      ("/*/0", "[1]"),
    ])
  func pointers(_ pointer: String, _ expected: String) throws {
    let text = #"{"a":"x","b":[1,2],"c":{"d":[{"e":1},{"e":2}]},"f/g":3,"h~i":4,"":5}"#
    let document = try #require(JSONValue(Array(text.utf8)))
    let found = try #require(JSONPointer(pointer)).values(in: document)
    #expect(String(decoding: JSONValue.array(found).bytes, as: UTF8.self) == expected)
  }

  @Test("What is no pointer is refused", arguments: ["", "a", "a/b", "/a~", "/a~2b", "/~"])
  func noPointers(_ text: String) { #expect(JSONPointer(text) == nil) }

  @Test(
    "Taking something out leaves everything else as it was",
    arguments: [
      ("/b", #"{"a":1.50,"c":[{"b":3,"d":4},{"b":5}]}"#), ("/c/*/b", #"{"a":1.50,"b":2,"c":[{"d":4},{}]}"#),
      ("/c/0", #"{"a":1.50,"b":2,"c":[{"b":5}]}"#), ("/c/*", #"{"a":1.50,"b":2,"c":[]}"#),
      ("/x/y", #"{"a":1.50,"b":2,"c":[{"b":3,"d":4},{"b":5}]}"#),
    ])
  func removing(_ pointer: String, _ expected: String) throws {
    let document = try #require(JSONValue(Array(#"{"a":1.50,"b":2,"c":[{"b":3,"d":4},{"b":5}]}"#.utf8)))
    let left = try #require(JSONPointer(pointer)).removed(from: document)
    #expect(String(decoding: left.bytes, as: UTF8.self) == expected)
  }

  @Test(
    "A body is JSON when its headers say so and nothing else",
    arguments: [
      (["application/json"], "", true), (["Application/JSON; charset=UTF-8"], "", true),
      (["application/vnd.api+json"], "identity", true), ([], "", false), (["text/plain"], "", false),
      (["application/json; charset=utf-16"], "", false), (["application/json", "text/plain"], "", false),
      (["application/json"], "gzip", false), (["application/x-www-form-urlencoded"], "", false),
    ])
  func contentTypes(_ types: [String], _ encoding: String, _ isJSON: Bool) throws {
    let headers =
      types.map { (name: "Content-Type", value: $0) } + (encoding.isEmpty ? [] : [("Content-Encoding", encoding)])
    let body = CallBody(Array(#"{"a":"&amount=1"}"#.utf8), headers: headers)
    #expect((body != .notJSON) == isJSON)
  }

  @Test("An empty body is none; one over the limit is not looked into")
  func sizes() {
    let headers = [(name: "Content-Type", value: "application/json")]
    #expect(CallBody([], headers: headers) == .none)
    let long = [UInt8](repeating: 0x20, count: CallBody.limit) + [0x31]
    #expect(CallBody(long, headers: headers) == .tooLarge)
    #expect(CallBody(Array(long.dropFirst()), headers: headers) == .json(.number("1")))
  }
}
