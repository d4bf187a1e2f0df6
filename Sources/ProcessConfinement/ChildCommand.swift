/// A program to be started.
public struct ChildCommand: Hashable, Sendable {
  /// A path, or a name that is looked for in the `PATH` of its environment.
  public var program: String
  public var arguments: [String]
  /// Descriptors that become its standard streams; it gets no other.
  public var input: Int32
  public var output: Int32
  public var errors: Int32

  public init(_ program: String, _ arguments: [String] = [], input: Int32 = 0, output: Int32 = 1, errors: Int32 = 2) {
    self.program = program
    self.arguments = arguments
    self.input = input
    self.output = output
    self.errors = errors
  }
}
