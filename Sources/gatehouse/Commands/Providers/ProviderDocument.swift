internal import DecisionGuide
internal import Domain
internal import ProviderCatalog

/// Providers and what was recognised, as JSON.
enum ProviderDocument {
  static func summary(_ provider: Provider) -> JSON {
    [
      "id": .string(provider.id), "name": .string(provider.name), "category": .string(provider.category),
      "ways": JSON(provider.guide.ways.map(\.rawValue)), "summary": .string(provider.guide.summary),
      "origins": JSON(provider.origins), "built_in": .bool(provider.isBuiltIn),
    ]
  }

  static func full(_ provider: Provider) -> JSON {
    guard case .object(let members) = summary(provider) else { return .null }
    return .object(
      members + [
        ("homepage", .string(provider.homepage)), ("documentation", .string(provider.documentation)),
        ("rate_limit", .string(provider.rateLimit)), ("note", .string(provider.note)),
        ("credentials", .array(provider.managed.map(kind))),
        (
          "recognised_only",
          .array(
            provider.recogniseOnly.map {
              ["kind": .string($0.kind), "action": .string($0.action.rawValue), "why": .string($0.why)]
            })
        ),
        ("oauth", provider.oauth.map(oauth) ?? .null),
      ])
  }

  static func recognition(_ found: Recognition) -> JSON {
    [
      "finding": .string(found.finding.rawValue), "provider": JSON(found.provider), "kind": .string(found.kind),
      "basis": .string(found.basis), "refused": .bool(found.isRefused), "warnings": JSON(found.warnings),
      "injection": JSON(found.template?.injection?.summary), "origins": JSON(found.template?.origins ?? []),
    ]
  }

  private static func kind(_ kind: ManagedKind) -> JSON {
    [
      "kind": .string(kind.kind), "origins": JSON(kind.origins), "injection": JSON(kind.injection?.summary),
      "fields": JSON(kind.injection?.fieldNames ?? []), "cannot_be_sent": JSON(kind.cannotBeSent),
      "recognised": .string(kind.strength.rawValue), "test_url": JSON(kind.test?.url), "expiry": .string(kind.expiry),
      "create_url": .string(kind.createURL), "rotation": .string(kind.rotation), "warning": .string(kind.warning),
      "note": .string(kind.note),
    ]
  }

  static func oauth(_ oauth: OAuthFacts) -> JSON {
    [
      "authorize_url": .string(oauth.authorizeURL), "token_url": .string(oauth.tokenURL),
      "revoke_url": JSON(oauth.revocation?.url), "device_url": JSON(oauth.deviceURL),
      "userinfo_url": JSON(oauth.userinfoURL), "register_url": JSON(oauth.registerURL),
      "registration_url": JSON(oauth.registrationURL), "pkce": .string(oauth.pkce),
      "client_authentication": .string(oauth.clientAuthentication), "refresh": .string(oauth.refresh),
      "access_seconds": JSON(oauth.accessSeconds), "loopback": .string(oauth.loopback),
      "scopes": .array(oauth.scopes.map(scope)), "quirks": JSON(oauth.quirks), "note": .string(oauth.note),
    ]
  }

  static func scope(_ scope: OAuthFacts.Scope) -> JSON {
    ["name": .string(scope.name), "explanation": .string(scope.explanation), "default": .bool(scope.isDefault)]
  }
}
