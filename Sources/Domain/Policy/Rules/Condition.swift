extension Rule {
  /// Something that must hold for a rule to match, or, negated, must not.
  public struct Condition: Hashable, Sendable {
    public var test: Test
    public var isNegated: Bool

    public init(_ test: Test, isNegated: Bool = false) {
      self.test = test
      self.isNegated = isNegated
    }
  }

  /// What a condition looks at. In lists of names `*` stands for any characters; one of the list is enough.
  public enum Test: Hashable, Sendable {
    case caller([String])
    /// `user:sam`, `agent:*`.
    case principal([String])
    case provider([String])
    /// A grant's name or id.
    case grant([String])
    /// Upper-case methods; negated, all but these.
    case method([String])
    /// Names of the query's parameters.
    case query(Names)
    /// Names of the caller's own headers, in lower case.
    case header(Names)
    /// Bytes of the body.
    case size(Comparison, Int64)
    case body(JSONPointer, BodyTest)
    case time(TimeWindow)
    case address([AddressRange])

    /// The word for it in a rule's text and in TOML.
    public var word: Word {
      switch self {
      case .caller: .caller
      case .principal: .principal
      case .provider: .provider
      case .grant: .grant
      case .method: .method
      case .query: .query
      case .header: .header
      case .size: .size
      case .body: .body
      case .time: .time
      case .address: .address
      }
    }
  }

  public enum Word: String, Sendable, CaseIterable {
    case caller, principal, provider, grant, method, query, header, size, body, time, address
  }

  /// Names of which one must be there, or beside which no other may be.
  public enum Names: Hashable, Sendable {
    case any([String])
    case only([String])
  }

  public enum Comparison: String, Hashable, Sendable {
    case above = ">"
    case below = "<"
  }

  /// What a value in the body is compared with. Where the pointer leads to several values, one is enough.
  public enum BodyTest: Hashable, Sendable {
    case compares(Comparison, DecimalNumber)
    /// One of these, all of one kind.
    case isOne([Scalar])
  }

  public enum Scalar: Hashable, Sendable {
    case text(String)
    case number(DecimalNumber)
    case bool(Bool)

    /// As JSON has it.
    public var description: String {
      switch self {
      case .text(let text): JSONValue.quoted(text)
      case .number(let number): number.description
      case .bool(let flag): flag ? "true" : "false"
      }
    }
  }
}
