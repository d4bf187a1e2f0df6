internal import Domain
internal import Foundation
internal import PolicyDocuments
internal import VaultEngine

/// Policies between files and the vault.
enum PolicyFile {
  static func read(_ path: String) throws -> PolicyDocument {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure.badInput("cannot read \(Printable.text(path))", hint: "check the path of the file")
    }
    guard data.count <= 1_000_000, let text = String(validating: data, as: UTF8.self) else {
      throw Failure.badInput("\(Printable.text(path)) is no text file", hint: "it must be TOML in UTF-8")
    }
    return try PolicyDocument(text: text, file: path)
  }

  /// The policy as the vault takes it: grants by id.
  static func draft(of document: PolicyDocument, in vault: Vault) async throws -> PolicyDraft {
    var ids: Set<Identifier> = []
    for name in document.grants ?? [] {
      do throws(VaultError) { ids.insert(try await vault.grant(named: name).id) } catch {
        guard error.code == .notFound else { throw error }
        let known = try await vault.overview().grants.map(\.grant.name)
        if let problem = document.problem(ofGrant: name, known: known) { throw problem }
        throw error
      }
    }
    return PolicyDraft(
      name: document.name, scope: document.grants == nil ? .everyGrant : .grants(ids), isStrict: document.isStrict,
      rules: document.rules, tests: document.tests)
  }

  /// The policy as a file: grants by name.
  static func document(of policy: Policy, _ grants: [GrantSummary]) -> PolicyDocument {
    var names: [String]?
    if case .grants(let ids) = policy.scope {
      let live = Dictionary(grouping: grants.map(\.grant)) { $0.name }
      names = ids.map { id in
        guard let grant = grants.first(where: { $0.id == id })?.grant, live[grant.name]?.count == 1 else {
          return id.description
        }
        return grant.name
      }.sorted()
    }
    return PolicyDocument(
      name: policy.name, grants: names, isStrict: policy.isStrict, rules: policy.rules, tests: policy.tests)
  }

  static func tell(_ warnings: [PolicyReview.Warning], of document: PolicyDocument, file: String?) {
    for warning in warnings {
      let lines = document.ruleLines
      let line = warning.rule.flatMap { lines.indices.contains($0 - 1) ? lines[$0 - 1] : nil }
      let place = file.flatMap { file in line.map { "\(file):\($0): " } }
      Output.note("warning: \(Printable.text("\(place ?? "")\(warning)"))")
    }
  }

  static func tellSaved(_ policy: Policy) throws {
    try Output.line("Saved \(policy.name), version \(policy.version).")
    if policy.isStrict { try Output.line("  Only what an allow rule matches passes.") }
    for rule in policy.rules { try Output.line("  \(Printable.text(rule.inWords))") }
    let count = policy.tests.count
    if count > 0 { try Output.line("  \(count) test\(count == 1 ? " passes" : "s pass").") }
  }
}
