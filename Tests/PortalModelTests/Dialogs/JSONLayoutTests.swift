import Testing

@testable import PortalModel

@Suite("JSON laid out for reading")
struct JSONLayoutTests {
  @Test(
    "objects and lists take a line for each member, empty ones stay together",
    arguments: [
      (#"{"a":1,"b":[true,null]}"#, "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null\n  ]\n}"),
      (#"{ "a" : {} , "b":[ ] }"#, "{\n  \"a\": {},\n  \"b\": []\n}"),
      ("[]", "[]"),
    ])
  func laysOut(input: String, output: String) { #expect(JSONLayout.pretty(input) == output) }

  @Test("brackets, commas and escaped quotes inside a string are text")
  func keepsStrings() {
    #expect(JSONLayout.pretty(#"["a,{\"b\"]:"]"#) == "[\n  \"a,{\\\"b\\\"]:\"\n]")
  }

  @Test("numbers keep every digit and keys their order")
  func keepsNumbers() {
    #expect(JSONLayout.pretty(#"{"z":1.10,"a":9007199254740993}"#) == "{\n  \"z\": 1.10,\n  \"a\": 9007199254740993\n}")
  }

  @Test(
    "what does not close is shown as it came", arguments: [#"{"a":1"#, #"{"a":1]"#, #""open"#, "}", ""])
  func leavesBrokenTextAlone(input: String) { #expect(JSONLayout.pretty(input) == nil) }
}
