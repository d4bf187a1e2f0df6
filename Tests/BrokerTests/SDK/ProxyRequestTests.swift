import Domain
import Testing

@testable import Broker

@Suite("A call that the SDK has made for it")
struct ProxyRequestTests {
  private func read(_ json: String) throws -> ProxyRequest { try ProxyRequest(JSONFields(body: Array(json.utf8))) }

  private func refusal(_ json: String) -> String? {
    do {
      _ = try read(json)
      return nil
    } catch { return (error as? SDKRefusal).map { "\($0.status) \($0.code)" } }
  }

  @Test("A body that is there is a body, whatever it says")
  func bodies() throws {
    let begin = #"{"method":"POST","url":"https://a.example/","grant_id":"g""#
    #expect(try read(begin + "}").body == nil)
    for value in ["false", "0", #""""#, "null", "[1.50,{}]"] {
      #expect(try read(begin + #","body":\#(value)}"#).body == Array(value.utf8))
    }
  }

  @Test("Parameters are added to those of the URL, lists as names repeated")
  func parameters() throws {
    let begin = #"{"method":"GET","grant_id":"g","query_params":{"n":1,"q":["a b","é"],"t":true},"url":"#
    #expect(try read(begin + #""https://a.example/x"}"#).url == "https://a.example/x?n=1&q=a%20b&q=%C3%A9&t=true")
    #expect(
      try read(begin + #""https://a.example/x?a=1"}"#).url == "https://a.example/x?a=1&n=1&q=a%20b&q=%C3%A9&t=true")
  }

  @Test(
    "Headers that decide where a call goes, or who it is, are refused",
    arguments: ["Host", "authorization", "Cookie", "X-API-Key", "X-HTTP-Method-Override", "a b", ""])
  func headers(name: String) {
    let json =
      #"{"method":"GET","url":"https://a.example/","grant_id":"g","headers":{"\#(name)":"x"}}"#
    #expect(refusal(json) == "422 forbidden_header")
  }

  @Test("One grant or one provider is named")
  func choice() {
    let begin = #"{"method":"GET","url":"https://a.example/""#
    #expect(refusal(begin + "}") == "422 invalid_request")
    #expect(refusal(begin + #","grant_id":"g","provider_id":"p"}"#) == "422 invalid_request")
    #expect(refusal(begin + #","provider_id":"p","user_token":"t"}"#) == "501 not_supported")
    #expect(refusal(begin + #","provider_id":"p","app_user_id":"mia"}"#) == nil)
  }

  @Test("Times are read as Python writes them")
  func times() {
    let wanted = Timestamp("2030-01-02T03:04:05.678Z")
    for text in ["2030-01-02T03:04:05.678Z", "2030-01-02T03:04:05.678000+00:00", "2030-01-02T05:34:05.678000000+02:30"]
    {
      #expect(SDKTime.read(text) == wanted)
    }
    for text in ["2030-01-02", "2030-01-02T03:04:05", "2030-02-31T00:00:00Z", "2030-01-02T03:04:05+2:00", ""] {
      #expect(SDKTime.read(text) == nil)
    }
  }
}
