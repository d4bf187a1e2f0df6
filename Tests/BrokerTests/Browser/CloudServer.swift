import Foundation
import LocalServers

/// An OAuth provider at which agreeing is one click, for what does not need a real one: `Allow` and `Deny`.
enum CloudServer {
  static func start(account: String) async throws -> ScriptedServer {
    try await ScriptedServer.start { request in
      switch request.path {
      case "/authorize": consent(ScriptedServer.fields(of: request.query))
      case "/token":
        ScriptedServer.Answer(
          200,
          #"{"access_token":"at-\#(UUID())","token_type":"Bearer","expires_in":3600,"refresh_token":"rt-\#(UUID())"}"#)
      case "/me": ScriptedServer.Answer(200, json(["email": account]))
      default: ScriptedServer.Answer(200, #"{"ok":true}"#)
      }
    }
  }

  private static func json(_ object: [String: String]) -> String {
    (try? JSONEncoder().encode(object)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  private static func consent(_ fields: [String: String]) -> ScriptedServer.Answer {
    func link(_ name: String, _ query: String) -> String {
      "<p><a href=\"\(fields["redirect_uri"] ?? "")?\(query)&amp;state=\(fields["state"] ?? "")\">\(name)</a></p>"
    }
    return ScriptedServer.Answer(
      200,
      "<!doctype html><html lang=\"en\"><title>Cloud</title><h1>Cloud asks you</h1>\(link("Allow", "code=c-\(UUID())"))"
        + "\(link("Deny", "error=access_denied"))</html>", type: "text/html; charset=utf-8")
  }

  static func description(_ origin: String, name: String) -> String {
    """
    id = "cloud"
    name = \(quoted(name))
    origins = ["\(origin)"]

    [oauth]
    authorize_url = "\(origin)/authorize"
    token_url = "\(origin)/token"
    userinfo_url = "\(origin)/me"
    pkce = "supported"
    client_authentication = "body"
    refresh = "rotating"
    loopback = "exact"
    account_field = "email"
    userinfo_account_fields = ["email"]

    [[oauth.scope]]
    name = "files:read"
    explanation = "See your files"
    default = true

    [[oauth.scope]]
    name = "files:write"
    explanation = "Change and delete your files"
    default = true

    """
  }

  /// A provider whose users give a key of their own.
  static func keyDescription(_ origin: String, name: String) -> String {
    """
    id = "acme"
    name = \(quoted(name))
    origins = ["\(origin)"]

    [[credential]]
    kind = "API key"
    sent = { as = "bearer" }
    pattern = "acme_live_[a-z0-9]{12}"
    strength = "strong"
    test = { url = "\(origin)/secure" }
    create_url = "https://acme.example/keys"

    """
  }

  /// A literal string of TOML.
  private static func quoted(_ text: String) -> String { "'\(text)'" }
}
