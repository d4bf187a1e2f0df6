public import Domain

/// One sentence in the message line.
public struct Notice: Sendable, Equatable {
  public let text: String
  public let isBad: Bool
  let shownAt: Timestamp
}

/// A revocation that can be taken back for a while.
public struct Undo: Sendable, Equatable {
  public let what: Revocable
  public let until: Timestamp
}
