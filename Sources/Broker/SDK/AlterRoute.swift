internal import Domain
public import VaultEngine

/// The part of the broker that Alter's SDK talks to, at `/sdk/`: any program that uses the package works unchanged when
/// `ALTER_BASE_URL` is the broker's address and its key is a caller key of this vault.
public struct AlterRoute: BrokerRoute {
  private let face: SDKFace

  public init(_ vault: Vault) { face = SDKFace(vault: vault) }

  public var prefix: String { "/sdk/" }
  public var methods: Set<String> { ["GET", "POST", "PATCH", "DELETE"] }
  public var takesJSONOnly: Bool { true }

  public func stop() async { await face.stop() }

  public func answer(_ request: BrokerRequest) async -> BrokerResponse {
    let asked = SDKRequest(
      method: request.method, target: request.path + (request.query.map { "?" + $0 } ?? ""), headers: request.headers,
      body: request.body, address: request.peer)
    let (answer, caller) = await face.answer(asked, baseURL: request.baseURL)
    var response =
      answer.body.map { BrokerResponse.json(answer.status, $0.bytes, headers: answer.headers) }
      ?? BrokerResponse(status: answer.status, headers: answer.headers)
    response.caller = caller
    return response
  }
}
