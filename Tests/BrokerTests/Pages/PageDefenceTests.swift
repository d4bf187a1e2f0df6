import Domain
import Testing

@testable import Broker

@Suite("The browser defence at pages")
struct PageDefenceTests {
  private struct Pages: BrokerRoute {
    let prefix = "/page/"
    let methods: Set<String> = ["GET", "HEAD", "POST"]
    let takesJSONOnly = false
    let audience: RouteAudience

    func answer(_ request: BrokerRequest) async -> BrokerResponse {
      BrokerResponse(status: 200, body: request.body)
    }

    func shown(_ path: String) -> String { "/page/…" }
  }

  /// One request as a browser may send it; nil stands for a header that is not there.
  private struct Asked {
    let method: String
    let origin: String?
    let site: String?
    let mode: String?
    let destination: String?
    let type: String?

    var head: RequestHead {
      let headers: [(name: String, value: String?)] = [
        ("Host", "127.0.0.1:7411"), ("Origin", origin), ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode),
        ("Sec-Fetch-Dest", destination), ("Content-Type", type),
      ]
      return RequestHead(
        method: method, target: "/page/x",
        headers: headers.compactMap { header in header.value.map { (header.name, $0) } },
        length: method == "POST" ? 3 : nil, hasBody: method == "POST", peer: .thisMachine, listener: .tcp)
    }
  }

  private static let own = "http://127.0.0.1:7411"
  private static let form = "application/x-www-form-urlencoded"

  private static let everything: [Asked] = {
    let origins: [String?] = [
      nil, own, "null", "http://evil.example", "http://localhost:7411", "http://127.0.0.1:7412",
    ]
    let sites: [String?] = [nil, "none", "same-origin", "same-site", "cross-site", "Same-Origin", ""]
    let modes: [String?] = [nil, "navigate", "cors", "no-cors", "websocket"]
    let destinations: [String?] = [nil, "document", "iframe", "frame", "embed", "object", "script", "empty", "style"]
    let types: [String?] = [
      nil, form, "Application/X-WWW-Form-Urlencoded; charset=UTF-8", "text/plain", "multipart/form-data; boundary=x",
      "application/json", form + ", text/plain", form + "; charset=utf-7",
    ]
    var all: [Asked] = []
    for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"] {
      for origin in origins {
        for site in sites {
          for mode in modes {
            for destination in destinations {
              for type in method == "POST" ? types : [nil] {
                all.append(
                  Asked(
                    method: method, origin: origin, site: site, mode: mode, destination: destination, type: type))
              }
            }
          }
        }
      }
    }
    return all
  }()

  @Test("A page is opened from anywhere as a whole, read by itself, and sends its own forms; nothing else passes")
  func table() {
    let defence = BrowserDefence(port: 7411)
    let face = Face.route(Pages(audience: .browsers))
    var passed: [String: Int] = [:]
    for asked in Self.everything {
      let isAllowed =
        switch asked.method {
        case "GET", "HEAD":
          switch asked.site {
          // Asked for by hand, by the page itself, or by what is no browser.
          case nil, "none", "same-origin": asked.origin == nil || asked.origin == Self.own
          case "cross-site", "same-site":
            asked.mode == "navigate" && asked.destination == "document"
              && (asked.origin == nil || asked.origin == Self.own)
          default: false
          }
        case "POST":
          asked.origin == Self.own && [nil, "same-origin"].contains(asked.site)
            && [nil, "navigate"].contains(asked.mode) && [nil, "document"].contains(asked.destination)
            && [Self.form, "Application/X-WWW-Form-Urlencoded; charset=UTF-8"].contains(asked.type)
        default: false
        }
      let refusal = defence.refusal(of: asked.head, at: face)
      #expect((refusal == nil) == isAllowed, "\(asked): \(refusal?.code ?? "passed")")
      if refusal == nil { passed[asked.method, default: 0] += 1 }
    }
    #expect(passed == ["GET": 274, "HEAD": 274, "POST": 16])
  }

  @Test("What programs ask for stays as closed as it was, whatever a browser says of its mode")
  func programs() {
    let defence = BrowserDefence(port: 7411)
    let face = Face.route(Pages(audience: .programs))
    for asked in Self.everything where asked.method == "GET" || asked.method == "POST" {
      let isAllowed =
        (asked.origin == nil || asked.origin == Self.own) && [nil, "none", "same-origin"].contains(asked.site)
      #expect((defence.refusal(of: asked.head, at: face) == nil) == isAllowed, "\(asked)")
    }
  }

  @Test("The public script is for any page to read, under the broker's own names alone")
  func anyPage() async throws {
    try await TemporaryBroker.with(routes: [PageFiles.connectScript, PageFiles.own]) { broker in
      let foreign =
        "Origin: https://app.example\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: script\r\n"
      let script = try await broker.get("/connect.js", foreign)
      #expect(script.status == 200)
      #expect(script.header("access-control-allow-origin") == "*")
      #expect(script.header("cross-origin-resource-policy") == "cross-origin")
      #expect(script.header("content-type") == "text/javascript; charset=utf-8")
      #expect(script.header("x-content-type-options") == "nosniff")
      #expect(script.body.utf8.count < 4096)
      #expect(script.header("content-length") == "\(script.body.utf8.count)")
      let tag = try #require(script.header("etag"))
      let again = try await broker.get("/connect.js", foreign + "If-None-Match: \"other\", \(tag)\r\n")
      #expect(again.status == 304)
      #expect(again.body.isEmpty)
      #expect(try await broker.get("/connect.js/more", foreign).status == 404)
      #expect(try await broker.get("/pages/page.css", foreign).status == 403)
      for (file, type) in [("page.css", "text/css"), ("page.js", "text/javascript"), ("icon.svg", "image/svg+xml")] {
        let answer = try await broker.get("/pages/\(file)", "Sec-Fetch-Site: same-origin\r\n")
        #expect(answer.status == 200)
        #expect(answer.header("content-type")?.hasPrefix(type) == true)
        #expect(answer.header("access-control-allow-origin") == nil)
        #expect(answer.header("cross-origin-resource-policy") == "same-origin")
      }
      for method in ["POST", "OPTIONS", "PUT"] {
        let answer = try await broker.send(
          "\(method) /connect.js HTTP/1.1\r\nHost: \(broker.host)\r\nConnection: close\r\n\(foreign)\r\n")
        #expect(answer.status == 405)
        #expect(answer.header("access-control-allow-origin") == nil)
      }
      let rebound = try await broker.send(
        "GET /connect.js HTTP/1.1\r\nHost: evil.example:\(broker.port)\r\nConnection: close\r\n\r\n")
      #expect(rebound.code == "host_refused")
    }
  }

  @Test("What is refused at a page is said on a page, and a form has 64 KiB at most")
  func refusals() async throws {
    let calls = CallNotes()
    try await TemporaryBroker.with(routes: [Pages(audience: .browsers)], onCall: calls.add) { broker in
      func post(_ headers: String, _ body: String) async throws -> RawConnection.Answer {
        try await broker.send(
          "POST /page/secret-token HTTP/1.1\r\nHost: \(broker.host)\r\nConnection: close\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
      }
      let own = "Origin: http://\(broker.host)\r\nContent-Type: \(Self.form)\r\n"
      #expect(try await post(own, "a=b").body == "a=b")
      #expect(try await post(own, String(repeating: "a", count: 65_536)).status == 200)
      let answers = [
        (413, try await post(own, String(repeating: "a", count: 65_537))),
        (403, try await post("Origin: http://evil.example\r\nContent-Type: \(Self.form)\r\n", "a=b")),
        (403, try await post("Content-Type: \(Self.form)\r\n", "a=b")),
        (415, try await post("Origin: http://\(broker.host)\r\nContent-Type: text/plain\r\n", "a=b")),
        (403, try await broker.get("/page/secret-token", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Dest: iframe\r\n")),
      ]
      for (status, answer) in answers {
        #expect(answer.status == status, "\(answer.text)")
        PageChecks.headers(of: answer)
        #expect(answer.body.contains("<h1>This was not accepted</h1>"))
      }
    }
    #expect(calls.paths == ["/page/…"])
    #expect(calls.all.count == 7)
  }
}
