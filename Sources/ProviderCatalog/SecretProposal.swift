public import Domain

/// From a pasted value to what would be stored: the one path of the portal and of `gatehouse secrets add`.
public struct SecretProposal: Sendable {
  public let recognition: Recognition
  /// How it would be stored; nil when nothing is proposed, and ``refusal`` then says why.
  public let draft: SecretDraft?
  /// The value, cut into the fields the injection names.
  public let credential: Credential?
  /// The fields that the value does hold, when it is one part of a credential that has several.
  public let parts: Credential?
  /// Whether a line break at its end, or a name before it, was no part of the value.
  public let wasTrimmed: Bool
  /// What to say before it is stored, each as a sentence.
  public let warnings: [String]
  public let refusal: String?
  /// The kind whose expiry, rotation and page are shown.
  public let template: ManagedKind?

  /// Proposes what to store.
  ///
  /// - Parameters:
  ///   - pasted: the value as it came.
  ///   - provider: the provider's id, when the person has chosen one.
  ///   - kind: one of the provider's kinds, when the person has chosen it.
  ///   - taken: names that are in use.
  public static func propose(
    _ pasted: SecretBytes, provider: String? = nil, kind: String? = nil, taken: Set<String> = [], in catalog: Catalog
  ) -> SecretProposal {
    let chosen = provider.flatMap(catalog.provider)
    let value: SecretBytes
    let wasTrimmed: Bool
    do {
      let (cleaned, removed) = try Credential.cleaned(pasted)
      let inner = PastedValue(cleaned)
      defer { inner.wipe() }
      value = inner.wasUnwrapped ? SecretBytes(inner.bytes) : cleaned
      wasTrimmed = removed || inner.wasUnwrapped
    } catch {
      return refused(Recognition(.unknown, provider: chosen), "\(error)")
    }
    let recognition = catalog.recognize(value, chosen: provider)
    if recognition.isRefused || recognition.finding == .notForStoring && chosen == nil {
      return refused(recognition, recognition.warnings.first ?? "It cannot be stored.", wasTrimmed)
    }
    guard let owner = chosen ?? recognition.provider.flatMap(catalog.provider) else {
      return refused(recognition, "Nobody knows this value; say which provider it is for.", wasTrimmed)
    }
    guard let template = kind.flatMap(owner.kind(named:)) ?? recognition.template ?? fallback(owner) else {
      return refused(recognition, "\(owner.name) takes no credential of yours: users connect by OAuth.", wasTrimmed)
    }
    guard let injection = template.injection else {
      let reason = template.cannotBeSent ?? ""
      return refused(recognition, "A \(template.kind) cannot be used here: \(reason)", wasTrimmed)
    }
    guard let credential = credential(value, recognition, for: injection) else {
      let fields = injection.fieldNames.joined(separator: " and ")
      return refused(
        recognition, "A credential of the kind \(template.kind) has \(fields); this value does not hold both.",
        wasTrimmed, parts: parts(value, recognition, of: injection.fieldNames), template: template)
    }
    guard let binding = try? Binding(origins: template.origins) else {
      preconditionFailure("the reader has checked the origins")
    }
    let isKnown = recognition.template == template || kind != nil
    let draft = SecretDraft(
      name: free(name(provider: owner.id, kind: isKnown ? template : nil), taken), provider: owner.id,
      kind: isKnown ? template.kind : "", binding: binding, injection: injection,
      remindAfterDays: template.remindAfterDays, test: template.test)
    return SecretProposal(
      recognition: recognition, draft: draft, credential: credential, parts: nil, wasTrimmed: wasTrimmed,
      warnings: recognition.warnings, refusal: nil, template: template)
  }

  /// Proposes how a value that is asked for field by field will be stored, before there is one.
  public static func draft(
    for kind: ManagedKind, of provider: Provider, taken: Set<String> = []
  ) -> SecretDraft? {
    guard let injection = kind.injection, let binding = try? Binding(origins: kind.origins) else { return nil }
    return SecretDraft(
      name: free(name(provider: provider.id, kind: kind), taken), provider: provider.id, kind: kind.kind,
      binding: binding, injection: injection, remindAfterDays: kind.remindAfterDays, test: kind.test)
  }

  static func name(provider: String, kind: ManagedKind?) -> String {
    guard let suffix = kind?.nameSuffix, !suffix.isEmpty else { return provider }
    return "\(provider)-\(suffix)"
  }

  private static func free(_ name: String, _ taken: Set<String>) -> String {
    guard taken.contains(name) else { return name }
    return (2...).lazy.map { "\(name)-\($0)" }.first { !taken.contains($0) } ?? name
  }

  private static func refused(
    _ recognition: Recognition, _ reason: String, _ wasTrimmed: Bool = false, parts: Credential? = nil,
    template: ManagedKind? = nil
  ) -> SecretProposal {
    SecretProposal(
      recognition: recognition, draft: nil, credential: nil, parts: parts, wasTrimmed: wasTrimmed,
      warnings: recognition.warnings, refusal: reason, template: template)
  }

  /// The kind that a value of unknown form is stored as: the provider's first one that is sent as a single token.
  private static func fallback(_ provider: Provider) -> ManagedKind? {
    provider.managed.first { $0.injection?.fieldNames == ["token"] } ?? provider.managed.first { $0.injection != nil }
  }

  private static func credential(
    _ value: SecretBytes, _ recognition: Recognition, for injection: Injection
  ) -> Credential? {
    let names = injection.fieldNames
    if names == ["token"], recognition.fields["token"] == nil { return .token(value) }
    let found = parts(value, recognition, of: names)
    return found?.fields.count == names.count ? found : nil
  }

  /// nil when the form names none of the fields.
  private static func parts(_ value: SecretBytes, _ recognition: Recognition, of names: [String]) -> Credential? {
    var bytes = value.copy()
    defer { for index in bytes.indices { bytes[index] = 0 } }
    let fields = names.compactMap { name in
      recognition.fields[name].map { Credential.Field(name: name, value: SecretBytes(Array(bytes[$0]))) }
    }
    return fields.isEmpty ? nil : Credential(fields: fields)
  }
}
