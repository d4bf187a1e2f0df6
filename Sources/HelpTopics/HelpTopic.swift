/// The texts of `gatehouse help TOPIC`, also shown in the portal: plain text of at most 76 columns.
public enum HelpTopic: String, Sendable, CaseIterable {
  case quickstart, grants, secrets, architecture, security

  public var text: String {
    let bytes =
      switch self {
      case .quickstart: PackageResources.quickstart_txt
      case .grants: PackageResources.grants_txt
      case .secrets: PackageResources.secrets_txt
      case .architecture: PackageResources.architecture_txt
      case .security: PackageResources.security_txt
      }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Without the line break at the end.
  public var lines: [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// What it is about, for a list of topics.
  public var about: String {
    switch self {
    case .quickstart: "from a new vault to the first call, in ten commands"
    case .grants: "what a program uses instead of a credential"
    case .secrets: "storing, rotating and revoking credentials of your own"
    case .architecture: "files, keys, and what happens in a call"
    case .security: "what is protected, and what is not"
    }
  }

  /// The commands to type, in order: the lines that begin with `$ `.
  public var commands: [String] { lines.filter { $0.hasPrefix("$ ") }.map { String($0.dropFirst(2)) } }
}
