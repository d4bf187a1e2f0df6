internal import Domain
public import VaultEngine

/// `POST /wallet/links`: an application mints the link with which its end user opens the wallet, by its caller key, which it
/// shows as at the base-URL face: `{"user": "mia", "expires_in": 900}` → 201 `{"url", "expires_at"}`.
public struct WalletLinkRoute: BrokerRoute {
  private let vault: Vault

  public init(_ vault: Vault) { self.vault = vault }

  public var prefix: String { "/wallet/links" }
  public var methods: Set<String> { ["POST"] }
  public var takesJSONOnly: Bool { true }

  public func answer(_ request: BrokerRequest) async -> BrokerResponse {
    var caller = ""
    var response: BrokerResponse
    do {
      guard request.path == prefix else {
        throw ErrorAnswer(
          404, .notFound, "not_found", "there is nothing at this path", hint: "links are made at \(prefix)")
      }
      let presented = try PresentedKey(request)
      let identity = try await vault.identify(presented.key, from: request.peer)
      caller = identity.name
      let wish = try Wish(request.body)
      let minted = try await vault.mintWalletLink(for: wish.user, lifetime: wish.lifetime, by: .caller(identity))
      let answer: [JSONValue.Member] = [
        .init(name: "url", value: .string("\(request.baseURL)/wallet/open/\(minted.link)")),
        .init(name: "expires_at", value: .string(minted.expiresAt.description)),
      ]
      response = .json(201, JSONValue.object(answer).bytes)
    } catch {
      response = (error as? ErrorAnswer ?? ErrorAnswer(error as? VaultError)).response
    }
    response.caller = caller
    return response
  }

  private struct Wish {
    let user: String
    let lifetime: Int64

    init(_ body: [UInt8]) throws(ErrorAnswer) {
      guard case .object(let members) = JSONValue(body) else { throw Self.refusal("the body is no JSON object") }
      var user: String?
      var lifetime = Vault.usualWalletLink
      for member in members {
        switch (member.name, member.value) {
        case ("user", .string(let text)): user = text
        case ("expires_in", .null): continue
        case ("expires_in", .number(let digits)):
          guard let seconds = Int64(digits), (1...Vault.longestWalletLink).contains(seconds) else {
            throw Self.refusal("expires_in must be a whole number from 1 to \(Vault.longestWalletLink)")
          }
          lifetime = seconds
        case ("user", _), ("expires_in", _): throw Self.refusal("\(member.name) is of the wrong type")
        default: throw Self.refusal("there is no field \(Printable.text(member.name, limit: 40))")
        }
      }
      guard let user, !user.isEmpty else { throw Self.refusal("user is missing") }
      (self.user, self.lifetime) = (user, lifetime)
    }

    private static func refusal(_ message: String) -> ErrorAnswer {
      ErrorAnswer(400, .badRequest, "bad_input", message, hint: #"send {"user": "mia", "expires_in": 900}"#)
    }
  }
}
