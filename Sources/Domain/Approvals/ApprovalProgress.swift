/// What an answer led to.
public enum ApprovalProgress: Hashable, Sendable {
  /// The call is sent, unless the policies changed meanwhile.
  case approved
  case denied
  /// So many more approvals are wanted, of these approvers; of anybody where no one is named.
  case wants(more: Int, of: [String])
}
