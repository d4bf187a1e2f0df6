import LocalServers

/// A web application of these tests, and pages that somebody hostile puts up, on one server: at `127.0.0.1` it is the
/// application's origin, at `localhost` another one.
enum ApplicationServer {
  static func start(broker: String) async throws -> ScriptedServer {
    try await ScriptedServer.start { request in
      switch request.path {
      case "/": page("Application", application(broker))
      case "/back": page("Back", "<p id=\"back\">\(escaped(request.query))</p>")
      case "/listen": page("Listening", listening(broker))
      case "/frame":
        page("Frame", "<iframe id=\"frame\" src=\"\(escaped(target(request)))\" width=\"600\" height=\"600\"></iframe>")
      case "/forge":
        page("Forge", forging(request))
      default: ScriptedServer.Answer(404, "", type: "text/plain")
      }
    }
  }

  private static func page(_ title: String, _ body: String) -> ScriptedServer.Answer {
    ScriptedServer.Answer(
      200,
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>\(title)</title><h1>\(title)</h1>\(body)</html>",
      type: "text/html; charset=utf-8")
  }

  /// Uses the module as its documentation says, and shows what it was told.
  private static func application(_ broker: String) -> String {
    """
    <button id="connect">Connect</button>
    <pre id="said"></pre>
    <script type="module">
    import { open } from "\(broker)/connect.js";
    const said = [];
    const tell = (what) => (detail) => {
      said.push({ what, detail: detail ?? null });
      document.getElementById("said").textContent = JSON.stringify(said);
    };
    document.getElementById("connect").onclick = () => open({
      token: location.hash.slice(1),
      onSuccess: tell("success"), onError: tell("error"), onExit: tell("exit"),
    });
    document.body.dataset.ready = "yes";
    </script>
    """
  }

  /// Opens a page of the broker and hears whatever is sent to it.
  private static func listening(_ broker: String) -> String {
    """
    <button id="open">Open it</button>
    <pre id="heard">[]</pre>
    <script>
    const heard = [];
    addEventListener("message", (event) => {
      heard.push(event.data);
      document.getElementById("heard").textContent = JSON.stringify(heard);
    });
    document.getElementById("open").onclick = () => {
      window.other = window.open("\(broker)" + location.hash.slice(1), "_blank", "popup");
    };
    </script>
    """
  }

  /// A form to the address in the query, with the query's other fields.
  private static func forging(_ request: ScriptedServer.Incoming) -> String {
    let fields = ScriptedServer.fields(of: request.query)
    let inputs = fields.filter { $0.key != "to" }.map { name, value in
      "<input name=\"\(escaped(name))\" value=\"\(escaped(value))\">"
    }
    return
      "<form method=\"post\" action=\"\(escaped(target(request)))\">\(inputs.joined())<button>Win a prize</button></form>"
  }

  private static func target(_ request: ScriptedServer.Incoming) -> String {
    ScriptedServer.fields(of: request.query)["to"] ?? ""
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
  }
}
