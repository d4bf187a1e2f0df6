/// Which grants are left to a caller here and now, after itself and all above it.
///
/// A reach of every grant holds those of the developer. What an end user connected for one caller is for that caller, and
/// for whom it hands it on to or the developer names it for.
public struct GrantReach: Hashable, Sendable {
  private var reach: Caller.Reach
  private var except: Set<Identifier> = []

  /// - Parameter userGrants: what end users connected, for whomever.
  public init(_ reach: Caller.Reach, userGrants: Set<Identifier> = []) {
    self.reach = reach
    if case .every = reach { except = userGrants }
  }

  public func contains(_ grant: Identifier) -> Bool { reach.contains(grant) && !except.contains(grant) }

  /// Grants that it holds beside the others.
  public mutating func add(_ grants: Set<Identifier>) {
    reach = reach.union(grants)
    except.subtract(grants)
  }

  /// No more than another has.
  public mutating func narrow(to other: Caller.Reach) { reach = reach.intersection(other) }
}
