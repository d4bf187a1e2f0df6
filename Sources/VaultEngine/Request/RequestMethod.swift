/// An HTTP method (RFC 9110, section 9), upper case: `.get`, or any other as a literal.
public struct RequestMethod: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  public let description: String

  public init(_ name: String) { description = name }
  public init(stringLiteral name: String) { description = name }

  public static let get: RequestMethod = "GET"
  public static let head: RequestMethod = "HEAD"
  public static let post: RequestMethod = "POST"
  public static let put: RequestMethod = "PUT"
  public static let patch: RequestMethod = "PATCH"
  public static let delete: RequestMethod = "DELETE"
}
