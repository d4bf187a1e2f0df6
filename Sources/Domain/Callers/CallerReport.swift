/// What a caller says of a call that it made by itself, with a credential that it had received: its own claim, which nobody
/// has checked. Of the bodies only the lengths are kept, since a provider's answer may show the credential.
public struct CallerReport: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// A call, with the status that came back; 0 for none.
    case call(method: String, url: String, status: Int, milliseconds: Int64?)
    /// The provider said that the credential may not do this.
    case scopeMismatch(status: Int, missing: [String])
    /// Traces of the program, so many.
    case spans(count: Int, names: [String])
  }

  public var kind: Kind
  /// The grant that it is about; nil for none.
  public var grant: String?
  public var sentBytes: Int64
  public var receivedBytes: Int64
  public var reason: String

  public init(
    _ kind: Kind, grant: String? = nil, sentBytes: Int64 = 0, receivedBytes: Int64 = 0, reason: String = ""
  ) {
    self.kind = kind
    self.grant = grant
    self.sentBytes = sentBytes
    self.receivedBytes = receivedBytes
    self.reason = reason
  }
}
