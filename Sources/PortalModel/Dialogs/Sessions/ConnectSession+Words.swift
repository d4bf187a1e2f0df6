public import Domain
public import ProviderCatalog

extension ConnectSession {
  /// What the caller of a cancelled session is told.
  static let cancelledCode = "connect_cancelled"

  /// `an account at GitHub or Google`.
  public func wanted(_ catalog: Catalog) -> String {
    let names = wish.providers.map { Self.name($0, catalog) }.joined(separator: " or ")
    return switch wish.kind {
    case .connection where wish.repairs != nil: "a new consent\(names.isEmpty ? "" : " at \(names)")"
    case .connection: "an account at \(names.isEmpty ? "any provider" : names)"
    case .secret: "a key\(names.isEmpty ? "" : " of \(names)")"
    }
  }

  static func name(_ provider: String, _ catalog: Catalog) -> String {
    Printable.text(catalog.provider(provider)?.name ?? provider, limit: 64)
  }

  /// `38 s`, `4 min 38 s`: what is left of its time.
  public func left(now: Timestamp) -> String { ApprovalsDialog.left(expiresAt, now) }

  /// How it ended, in one or two words; nil while it waits.
  public func endInWords(now: Timestamp) -> String? {
    switch answer {
    case nil: expiresAt > now ? nil : "no answer"
    case .completed(_, let isReauth): isReauth ? "mended" : "done"
    case .denied: "denied"
    case .failed(Self.cancelledCode, _): "cancelled"
    case .failed: "failed"
    }
  }

  /// What the caller bounds itself to: `GET, HEAD on /v1/**; it ends an hour after …`.
  var limitsInWords: String {
    var words: [String] = []
    if !wish.methods.isEmpty || !wish.paths.isEmpty {
      let methods = wish.methods.isEmpty ? "every method" : wish.methods.joined(separator: ", ")
      words.append(wish.paths.isEmpty ? "\(methods) only" : "\(methods) on \(wish.paths.joined(separator: " or "))")
    }
    if let seconds = wish.lifetime { words.append("ends \(Self.span(seconds)) after the user agreed") }
    if let seconds = wish.longestLifetime { words.append("the user may extend it to \(Self.span(seconds))") }
    if let end = wish.latestEnd { words.append("never beyond \(end.localDate)") }
    return words.isEmpty ? "none but the policies" : words.joined(separator: "; ")
  }

  private static func span(_ seconds: Int64) -> String { seconds < 90 ? "\(seconds) s" : Moment.length(seconds) }
}
