internal import Mustache

/// The pages there are, by their files.
enum PageTemplate: String, CaseIterable {
  /// Around every other one: blocks `title`, `head` and `main`.
  case layout
  /// A mark, a title, sentences and perhaps a link.
  case message
  case connectChoice = "connect-choice"
  case connectStart = "connect-start"
  case connectOnward = "connect-onward"
  case connectEnd = "connect-end"
  case walletOpen = "wallet-open"
  case walletList = "wallet-list"
  case walletGrant = "wallet-grant"
  case walletRevoke = "wallet-revoke"
  case walletEnding = "wallet-ending"
  case walletLimits = "wallet-limits"
  case walletActivity = "wallet-activity"
  case walletCalls = "wallet-calls"
  case walletCall = "wallet-call"

  private var source: [UInt8] {
    switch self {
    case .layout: PackageResources.layout_mustache
    case .message: PackageResources.message_mustache
    case .connectChoice: PackageResources.connect_choice_mustache
    case .connectStart: PackageResources.connect_start_mustache
    case .connectOnward: PackageResources.connect_onward_mustache
    case .connectEnd: PackageResources.connect_end_mustache
    case .walletOpen: PackageResources.wallet_open_mustache
    case .walletList: PackageResources.wallet_list_mustache
    case .walletGrant: PackageResources.wallet_grant_mustache
    case .walletRevoke: PackageResources.wallet_revoke_mustache
    case .walletEnding: PackageResources.wallet_ending_mustache
    case .walletLimits: PackageResources.wallet_limits_mustache
    case .walletActivity: PackageResources.wallet_activity_mustache
    case .walletCalls: PackageResources.wallet_calls_mustache
    case .walletCall: PackageResources.wallet_call_mustache
    }
  }

  /// As it stands in its file.
  var text: String { String(decoding: source, as: UTF8.self) }

  /// The page's HTML; empty when a template is broken, which a test looks for.
  func html(_ fields: PageFields) -> [UInt8] {
    Array((Self.library.render(PageValue.fields(fields).rendered, withTemplate: rawValue) ?? "").utf8)
  }

  /// Parts that several pages have, as `{{>name}}`.
  private static let parts = [
    "wallet-header": PackageResources.wallet_header_mustache, "wallet-notice": PackageResources.wallet_notice_mustache,
    "wallet-card": PackageResources.wallet_card_mustache, "wallet-lines": PackageResources.wallet_lines_mustache,
  ]

  private static let library: MustacheLibrary = {
    var library = MustacheLibrary()
    for template in allCases { try? library.register(template.text, named: template.rawValue) }
    for (name, source) in parts { try? library.register(String(decoding: source, as: UTF8.self), named: name) }
    return library
  }()
}
