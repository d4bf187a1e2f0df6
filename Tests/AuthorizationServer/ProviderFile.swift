extension Glewlwyd {
  /// A provider of one's own for `gatehouse providers add`, through which an OAuth app at this server can be connected.
  ///
  /// The server compares redirect URIs exactly, so the app's must be one of ``makeClient(isConfidential:redirectURIs:)``.
  public func providerFile(id: String = "glewlwyd") -> String {
    """
    id = "\(id)"
    name = "Glewlwyd"
    origins = ["\(origin)"]

    [oauth]
    issuer = "\(issuer)"
    authorize_url = "\(issuer)/auth"
    token_url = "\(issuer)/token"
    revoke_url = "\(issuer)/revoke"
    device_url = "\(issuer)/device_authorization"
    userinfo_url = "\(issuer)/userinfo"
    registration_url = "\(issuer)/register"
    pkce = "required"
    client_authentication = "basic"
    refresh = "rotating"
    loopback = "exact"
    # An unknown, used or revoked refresh token gets status 400 and nothing else.
    empty_refusal_is_final = true

    [[oauth.scope]]
    name = "read"
    explanation = "Read"
    default = true

    [[oauth.scope]]
    name = "write"
    explanation = "Write"
    default = true

    """
  }
}
