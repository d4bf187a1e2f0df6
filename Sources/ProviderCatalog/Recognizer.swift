/// Compares a value with the forms of one provider.
struct Recognizer {
  let provider: Provider

  /// A form that proves itself; a damaged one is told only when no other form fits.
  func strong(_ bytes: [UInt8]) -> Recognition? {
    var damaged: Recognition?
    for kind in provider.managed where kind.strength == .strong {
      guard let pattern = kind.pattern, let match = pattern.matches(bytes) else { continue }
      if let reason = Placeholder.reason(bytes, prefix: pattern.prefix) { return .placeholder(provider, reason) }
      if let checksum = kind.checksum, !checksum.holds(for: bytes) {
        if checksum.provesDamage { damaged = damaged ?? self.damaged(kind.kind) }
        continue
      }
      return credential(kind, match, basis: basis(pattern, hasChecksum: kind.checksum != nil))
    }
    for kind in provider.recogniseOnly where kind.strength == .strong {
      guard kind.pattern.matches(bytes) != nil else { continue }
      if let reason = Placeholder.reason(bytes, prefix: kind.pattern.prefix) { return .placeholder(provider, reason) }
      if let checksum = kind.checksum, !checksum.holds(for: bytes) {
        damaged = damaged ?? self.damaged(kind.kind)
        continue
      }
      return only(kind, basis: basis(kind.pattern, hasChecksum: kind.checksum != nil))
    }
    return damaged
  }

  /// A form that is common: it means something only because the provider was chosen.
  func weak(_ bytes: [UInt8]) -> Recognition? {
    for kind in provider.recogniseOnly where kind.strength == .weak && kind.pattern.matches(bytes) != nil {
      return only(kind, basis: "likely: length and characters")
    }
    for kind in provider.managed where kind.strength == .weak {
      guard let match = kind.pattern?.matches(bytes) else { continue }
      return credential(kind, match, basis: "likely: length and characters")
    }
    return nil
  }

  /// A value that is none of the known forms of the provider that was chosen. It may be right all the same: forms change.
  static func unrecognised(_ provider: Provider) -> Recognition {
    let kinds = provider.managed.filter { $0.injection != nil }
    guard !kinds.isEmpty else {
      return Recognition(
        .unknown, provider: provider, basis: "unknown form",
        warnings: ["\(provider.name) takes no credential of yours: users connect by OAuth."], isRefused: true)
    }
    let names = kinds.map(\.kind).joined(separator: ", ")
    let hasForms = provider.managed.contains { $0.pattern != nil }
    return Recognition(
      .unknown, provider: provider, basis: "unknown form",
      warnings: hasForms ? ["It has the form of none of \(provider.name)'s credentials that are known (\(names))."] : []
    )
  }

  private func credential(_ kind: ManagedKind, _ match: CredentialPattern.Match, basis: String) -> Recognition {
    if let reason = kind.cannotBeSent {
      return Recognition(
        .notForStoring, provider: provider, kind: kind.kind, basis: basis,
        warnings: ["A \(kind.kind) cannot be used here: \(reason)"], isRefused: true)
    }
    return Recognition(
      .credential, provider: provider, kind: kind.kind, basis: basis,
      warnings: kind.warning.isEmpty ? [] : [kind.warning], template: kind, fields: match.groups)
  }

  private func only(_ kind: RecognisedOnly, basis: String) -> Recognition {
    Recognition(
      .notForStoring, provider: provider, kind: kind.kind, basis: basis, warnings: [kind.why],
      isRefused: kind.action == .refuse)
  }

  private func damaged(_ kind: String) -> Recognition {
    Recognition(
      .damaged, provider: provider, kind: kind, basis: "its checksum is wrong",
      warnings: [
        "It has the form of a \(provider.name) \(kind), but its checksum is wrong: a character is missing or changed. "
          + "Copy it again."
      ], isRefused: true)
  }

  private func basis(_ pattern: CredentialPattern, hasChecksum: Bool) -> String {
    let parts =
      (pattern.prefix.isEmpty ? ["form"] : ["prefix"]) + (pattern.hasFixedLength ? ["length"] : [])
      + (hasChecksum ? ["checksum"] : pattern.hasFixedLength ? [] : pattern.prefix.isEmpty ? [] : ["form"])
    let text = parts.count > 2 ? "\(parts[0]), \(parts[1]) and \(parts[2])" : parts.joined(separator: " and ")
    return "certain: \(text)"
  }
}
