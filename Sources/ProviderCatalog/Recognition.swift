public import Domain

/// What a value looks like, without the value.
public struct Recognition: Hashable, Sendable {
  public enum Finding: String, Hashable, Sendable {
    /// Nobody knows it, or its form is too common to say.
    case unknown
    /// A credential that can be stored.
    case credential
    /// A known form that should not be stored, such as a publishable key or a refresh token.
    case notForStoring = "not_for_storing"
    /// A known form whose checksum is wrong: a character is missing or changed.
    case damaged
    /// It stands for a credential in some documentation.
    case placeholder
    /// A credential of another provider than the one that was chosen.
    case otherProvider = "other_provider"
  }

  public let finding: Finding
  /// Whose it is; nil when unknown.
  public let provider: String?
  public let providerName: String
  /// Such as `secret key (live)`; empty when unknown.
  public let kind: String
  /// How sure, and from what: `certain: prefix and length`.
  public let basis: String
  /// What to say before it is stored, each as a sentence.
  public let warnings: [String]
  /// Whether it must not be stored as it is; the first warning says why.
  public let isRefused: Bool
  /// How it would be stored; nil when nothing is proposed.
  public let template: ManagedKind?
  /// Parts of the value that are fields of the credential, when the form names them.
  let fields: [String: Range<Int>]

  init(
    _ finding: Finding, provider: Provider? = nil, kind: String = "", basis: String = "", warnings: [String] = [],
    isRefused: Bool = false, template: ManagedKind? = nil, fields: [String: Range<Int>] = [:]
  ) {
    self.finding = finding
    self.provider = provider?.id
    providerName = provider?.name ?? ""
    self.kind = kind
    self.basis = basis
    self.warnings = warnings
    self.isRefused = isRefused
    self.template = template
    self.fields = fields
  }

  /// `Stripe secret key (live)`; empty when unknown.
  public var title: String { provider == nil ? "" : "\(providerName) \(kind)" }
}

extension Catalog {
  /// Says what a pasted value is, and never returns or prints it. Without a chosen provider only a form that proves
  /// itself is recognised; with one, its common forms are too, and another provider's get a warning.
  ///
  /// - Parameter chosen: a provider's id, when the person has chosen one.
  public func recognize(_ value: SecretBytes, chosen: String? = nil) -> Recognition {
    let pasted = PastedValue(value)
    defer { pasted.wipe() }
    return recognize(pasted.bytes, chosen: chosen.flatMap(provider))
  }

  func recognize(_ bytes: [UInt8], chosen: Provider?) -> Recognition {
    // No credential that a request can carry is longer.
    guard !bytes.isEmpty, bytes.count <= 4096 else {
      return chosen.map(Recognizer.unrecognised) ?? Recognition(.unknown)
    }
    let others = providers.filter { $0.id != chosen?.id }
    var damaged: Recognition?
    for provider in [chosen].compactMap({ $0 }) + others {
      guard let found = Recognizer(provider: provider).strong(bytes) else { continue }
      if found.finding == .damaged {
        damaged = damaged ?? found
      } else {
        return provider.id == chosen?.id || chosen == nil ? found : found.asForeign(to: chosen)
      }
    }
    if let damaged { return damaged }
    if let reason = Placeholder.reason(bytes, prefix: []) { return .placeholder(chosen, reason) }
    guard let chosen else { return Recognition(.unknown) }
    return Recognizer(provider: chosen).weak(bytes) ?? Recognizer.unrecognised(chosen)
  }
}

extension Recognition {
  static func placeholder(_ provider: Provider?, _ reason: String) -> Recognition {
    Recognition(
      .placeholder, provider: provider, kind: "placeholder", basis: "certain: \(reason)",
      warnings: ["This is a placeholder, no credential: \(reason). Copy the real value."], isRefused: true)
  }

  /// The same finding, told to somebody who has chosen another provider.
  fileprivate func asForeign(to chosen: Provider?) -> Recognition {
    guard let chosen, finding != .placeholder else { return self }
    let target = chosen.origins.first.map { " It would be sent to \($0), which has no business with it." } ?? ""
    return Recognition(
      .otherProvider, provider: self.provider ?? "", providerName: providerName, kind: kind, basis: basis,
      warnings: ["This is a \(title), not a credential of \(chosen.name).\(target)"] + warnings)
  }

  private init(
    _ finding: Finding, provider: String, providerName: String, kind: String, basis: String, warnings: [String]
  ) {
    self.finding = finding
    self.provider = provider
    self.providerName = providerName
    self.kind = kind
    self.basis = basis
    self.warnings = warnings
    isRefused = true
    template = nil
    fields = [:]
  }
}
