/// A mistake in a TOML file: where, what, and what to do about it. It prints as `file:line:column: what; what to do`.
public struct TOMLProblem: Error, Hashable, Sendable, CustomStringConvertible {
  public let file: String
  /// One-based, like `column`, which counts characters.
  public let line: Int
  public let column: Int
  public let what: String
  /// What to do; empty when `what` says it all.
  public let mend: String

  public init(file: String, line: Int, column: Int, what: String, mend: String = "") {
    self.file = file
    self.line = line
    self.column = column
    self.what = what
    self.mend = mend
  }

  public var description: String {
    "\(file):\(line):\(column): \(what)" + (mend.isEmpty ? "" : "; \(mend)")
  }
}
