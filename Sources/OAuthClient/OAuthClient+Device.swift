public import Domain
internal import ProviderCatalog

/// A device authorization that waits for its user (RFC 8628, section 3.2).
public struct DeviceAuthorization: Sendable {
  let deviceCode: SecretBytes
  /// What the user types.
  public let userCode: String
  /// Where.
  public let url: String
  /// The same with the code in it, for a QR code.
  public let completeURL: String?
  public let expiresAt: Timestamp
  /// Seconds between two polls.
  public let interval: Int64
}

extension OAuthClient {
  /// Asks for a code that the user types on another device.
  public func startDevice(scopes: [String]) async throws(OAuthFailure) -> DeviceAuthorization {
    let facts = registration.facts
    guard let url = facts.deviceURL else {
      throw .misconfigured("the provider offers no device authorization")
    }
    var form = deviceForm()
    if !scopes.isEmpty { form.append("scope", scopes.joined(separator: facts.scopeSeparator)) }
    let fields = try await endpoint.post(url, form).checked(facts, isRefresh: false, now: now())
    guard let code = fields["device_code"]?.string, let userCode = fields["user_code"]?.string,
      let page = Self.page(fields["verification_uri"] ?? fields["verification_url"]), !code.isEmpty
    else { throw .invalidAnswer("the device's code, the user's code or the address is missing") }
    return DeviceAuthorization(
      deviceCode: SecretBytes(code), userCode: Printable.text(userCode, limit: 60), url: page,
      completeURL: Self.page(fields["verification_uri_complete"] ?? fields["verification_url_complete"]),
      expiresAt: now().adding(seconds: fields["expires_in"]?.seconds(1...3600) ?? 900),
      interval: fields["interval"]?.seconds(1...60) ?? 5)
  }

  /// Polls until the user has answered.
  ///
  /// - Parameters:
  ///   - sleep: waits for seconds; a seam for tests.
  ///   - onSlowDown: is told the new interval, which grows by five seconds (RFC 8628, section 3.5).
  public func poll(
    _ device: DeviceAuthorization, sleep: @Sendable (Int64) async throws -> Void, onSlowDown: @Sendable (Int) -> Void
  ) async throws(OAuthFailure) -> TokenSet {
    var interval = device.interval
    while true {
      do { try await sleep(interval) } catch { throw .cancelled }
      guard now() < device.expiresAt else { throw .expired }
      var form = deviceForm()
      form.append("grant_type", "urn:ietf:params:oauth:grant-type:device_code")
      form.append("device_code", device.deviceCode)
      do throws(OAuthFailure) { return try await tokens(form, isRefresh: false) } catch {
        switch error {
        case .refused("authorization_pending", _): continue
        case .refused("slow_down", _):
          interval += 5
          onSlowDown(Int(interval))
        case .throttled(let wait):
          interval = max(interval + 5, wait ?? 0)
          onSlowDown(Int(interval))
        // A connection that timed out is tried again, less often (RFC 8628, section 3.5).
        case .unavailable: interval = max(interval, min(interval * 2, 60))
        case .refused("access_denied", _): throw .denied
        case .refused("expired_token", _): throw .expired
        default: throw error
        }
      }
    }
  }

  /// With Basic too the client's id stands in the form (RFC 8628, sections 3.1 and 3.4).
  private func deviceForm() -> FormBody {
    var form = FormBody()
    if endpoint.isBasic { form.append("client_id", registration.clientID) }
    return form
  }

  /// An address that a browser may be sent to.
  private static func page(_ value: JSONValue?) -> String? {
    guard let text = value?.string, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), text.utf8.count <= 2048,
      let url = try? CanonicalURL(String(text.prefix { $0 != "#" })),
      url.origin.scheme == .https || url.origin.isLoopback
    else { return nil }
    return text
  }
}
