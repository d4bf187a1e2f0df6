import Domain
import Testing

@Suite("Canonical URLs")
struct CanonicalURLTests {
  @Test(
    "A refused URL is told by scheme and host: what else was typed may be a credential",
    arguments: [
      "https://user:c4n4ry@api.github.com/", "https://c4n4ry@api.github.com", "https://user:c4n4ry\\@api.github.com/x",
      "https://api.github.com/c4n4ry/../x", "https://api.github.com/?key=c4n4ry#x", "https://api.github.com?c4n4ry#",
      "https:/c4n4ry@api.github.com", "ftp://api.github.com/c4n4ry", "user:c4n4ry@api.github.com",
    ])
  func tellsNoCredential(text: String) {
    #expect(throws: URLProblem.self) { try CanonicalURL(text) }
    do { _ = try CanonicalURL(text) } catch { #expect(!error.description.contains("c4n4ry"), "\(error)") }
  }

  @Test(
    "What two readers could read in two ways is refused",
    arguments: [
      "", "api.github.com", "//api.github.com/", "ftp://api.github.com/", "https:/api.github.com", "https://",
      "https:///x", "https://user@api.github.com/", "https://user:pw@api.github.com/",
      "https://api.github.com@evil.com/",
      "https://api.github.com%40evil.com/", "https://api%2egithub.com/", "https://api.github.com\\@evil.com/",
      "https://api.github.com\\.evil.com/", "https://api.github.com./", "https://api..github.com/",
      "https://.github.com/",
      "https://api.github.com:/", "https://api.github.com:0/", "https://api.github.com:65536/",
      "https://api.github.com:+443/", "https://api.github.com:0443/", "https://api.github.com:443x/",
      "https://api.github.com#x", "https://api.github.com/#x", "https://аpi.github.com/", "https://①②⑦.0.0.1/",
      "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.0.0.0x1/",
      "https://127.0.0.256/", "https://1.2.3.4.5/", "https://[::]/", "https://[::1/", "https://[::1]x/",
      "https://[::ffff:127.0.0.1]/", "https://-api.github.com/", "https://api github.com/",
      "https://api.github.com/a b",
      "https://api.github.com/a\nb", "https://api.github.com/a\tb", "https://api.github.com/\u{7F}",
      "https://api.github.com/ü", "https://api.github.com/..", "https://api.github.com/a/../b",
      "https://api.github.com/a/./b", "https://api.github.com/%2e%2e/b", "https://api.github.com/a/%2E./b",
      "https://api.github.com/a/..%2Fb", "https://api.github.com/a%2F..%2Fb", "https://api.github.com/a%5C..%5cb",
      "https://api.github.com/a/..;x=1/b", "https://api.github.com/%", "https://api.github.com/%2",
      "https://api.github.com/%zz", "https://api.github.com/%+1", "https://api.github.com/%00",
      "https://api.github.com/?a=%z", "https://exa_mple!.com/", "https://api.github.com;evil.com/",
      "https://" + String(repeating: "a", count: 64) + ".com/", "https://a.b/" + String(repeating: "a", count: 17_000),
    ])
  func hostile(_ text: String) {
    let problem = #expect(throws: URLProblem.self) { try CanonicalURL(text) }
    #expect(problem?.reason.isEmpty == false)
  }

  @Test(
    "What is accepted is rewritten into one spelling",
    arguments: [
      ("HTTPS://API.GitHub.com", "https://api.github.com/"),
      ("https://api.github.com:443/x", "https://api.github.com/x"),
      ("http://localhost:80", "http://localhost/"), ("https://api.github.com:8443", "https://api.github.com:8443/"),
      ("https://api.github.com?x=1", "https://api.github.com/?x=1"), ("https://a.b/%7euser", "https://a.b/~user"),
      ("https://a.b/%c3%bc", "https://a.b/%C3%BC"), ("https://a.b/a|b", "https://a.b/a%7Cb"),
      ("https://a.b/x?q=a[1]", "https://a.b/x?q=a%5B1%5D"), ("https://a.b/%252e%252e/x", "https://a.b/%252e%252e/x"),
      ("https://a.b/...", "https://a.b/..."), ("https://a.b/.well-known/x", "https://a.b/.well-known/x"),
      ("https://a.b//x", "https://a.b//x"), ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
      ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/"), ("http://[::1]:8080/x", "http://[::1]:8080/x"),
      ("https://a.b/x?", "https://a.b/x?"), ("https://a.b/u+v;w=1,2", "https://a.b/u+v;w=1,2"),
    ])
  func rewritten(_ text: String, _ expected: String) throws {
    let url = try CanonicalURL(text)
    #expect(url.description == expected)
    #expect(try CanonicalURL(url.description) == url)
  }

  @Test("Names of query parameters are told without their values")
  func queryKeys() throws {
    #expect(try CanonicalURL("https://a.b/?key=secret&b&c=").queryKeys == ["key", "b", "c"])
    #expect(try CanonicalURL("https://a.b/").queryKeys == [])
  }

  @Test("The loose path is what a server may read that decodes slashes and folds them")
  func loosePath() throws {
    #expect(try CanonicalURL("https://a.b//x%2Fy///z/").loosePath == "/x/y/z/")
  }

  @Test("An origin has no path; loopback means this machine only")
  func origins() throws {
    #expect(throws: URLProblem.self) { try Origin("https://a.b/x") }
    #expect(throws: URLProblem.self) { try Origin("https://a.b?") }
    #expect(try Origin("https://a.b:443").description == "https://a.b")
    for text in ["http://localhost", "http://127.9.9.9", "http://[::1]:1"] { #expect(try Origin(text).isLoopback) }
    for text in ["http://localhost.evil.com", "http://127.0.0.1.evil.com", "http://10.0.0.1"] {
      #expect(!(try Origin(text).isLoopback))
      #expect(throws: URLProblem.self) { try Binding(origins: [try Origin(text)]) }
    }
    #expect(throws: URLProblem.self) { try Binding(origins: []) }
  }

  @Test("A binding permits its origins only: scheme, host and port")
  func binding() throws {
    let binding = try Binding(origins: [try Origin("https://api.a.b")])
    #expect(binding.permits(try CanonicalURL("https://API.a.b:443/x")))
    for text in ["https://api.a.b:444/", "https://a.b/", "https://x.api.a.b/", "https://api.a.b.c/", "http://api.a.b/"]
    {
      #expect(!binding.permits(try CanonicalURL(text)))
    }
  }
}
