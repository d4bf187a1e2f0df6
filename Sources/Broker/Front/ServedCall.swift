/// One request as the line of `gatehouse serve` says it; it holds no secret, no query and no body.
public struct ServedCall: Sendable {
  public let method: String
  /// With credentials that were recognised in it masked.
  public let path: String
  public let status: Int
  /// Empty when nobody is known.
  public let caller: String
  public let grant: String
  public let milliseconds: Int64
  /// Why it was refused: a code of an error answer, or empty.
  public var reason = ""
}

extension Duration {
  var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
