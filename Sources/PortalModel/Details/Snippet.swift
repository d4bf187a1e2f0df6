public import Domain

/// The call of a grant as text to be copied, in the languages that work today.
public enum Snippet: String, Sendable, CaseIterable {
  case swift = "Swift"
  case shell

  public var next: Snippet { self == .swift ? .shell : .swift }

  /// `[Swift]  shell`.
  var choices: String {
    Self.allCases.map { $0 == self ? "[\($0.rawValue)]" : $0.rawValue }.joined(separator: "  ")
  }

  /// The call in lines. The shell's words are continued with `\` where a line would be longer than `columns`.
  ///
  /// - Parameter sample: what is called where the grant has no harmless call of its own; nil for its first origin.
  public func call(_ summary: GrantSummary, sample: String? = nil, columns: Int = .max) -> [String] {
    let (source, test) = (summary.source, summary.source.secret?.test)
    let method = test?.method ?? "GET"
    let url = test?.url ?? sample ?? source.binding.origins.first.map { "\($0)/" } ?? ""
    switch self {
    case .swift:
      return [
        "let answer = try await vault.request(", "  .\(method.lowercased()), \"\(Printable.text(url))\",",
        "  grantID: \"\(summary.id)\")",
      ]
    case .shell:
      let line = "gatehouse request \(method) \(ShellWord.quoted(Printable.text(url)))"
      let grant = "--grant \(summary.id)"
      return line.count + grant.count + 1 <= columns ? ["\(line) \(grant)"] : ["\(line) \\", "  \(grant)"]
    }
  }
}
