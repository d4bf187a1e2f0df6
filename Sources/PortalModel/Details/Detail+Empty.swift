internal import Domain
internal import Screen

extension Detail {
  /// Before there is anything: what the thing is, and which key makes one.
  static let startHere = Detail(
    title: "Start here",
    sections: [
      Section(rows: [
        .text("Three ways to the first grant"),
        .blank,
        .key("w", "Ask the guide"),
        .key("", "Do END USERS authorize access to THEIR accounts, or is the key yours? It says which, and why.", .dim),
        .blank,
        .key("n", "Paste a key"),
        .key("", "Recognised, shown masked, tested, then stored. A paste anywhere here does the same.", .dim),
        .blank,
        .key("o", "Set up OAuth"),
        .key("", "Store your OAuth app, then connect a user's account.", .dim),
        .blank,
        .text("Only looking?  :demo  has examples and works offline.", .dim),
      ])
    ])

  static let noPolicy = Detail(
    title: "Policies",
    sections: [
      Section(rows: [
        .text("Without a policy a grant may call every path of the origins its secret is bound to."),
        .blank,
        .key("n", "Write a policy"),
        .key("", "Allow or deny by method, host and path. Deny wins; an allow rule shuts out the rest.", .dim),
      ])
    ])

  static let noCaller = Detail(
    title: "Callers",
    sections: [
      Section(rows: [
        .text("A program shows the broker a key of its own and never sees a credential."),
        .blank,
        .key("n", "Make a caller"),
        .key("", "An app or an agent: which grants it may use, from where, how often, until when.", .dim),
        .blank,
        .text("gatehouse run makes one by itself for as long as a program runs.", .dim),
      ])
    ])

  /// The text of an empty list.
  public static func emptyText(of pane: Pane, isFiltered: Bool) -> String {
    if isFiltered { return "Nothing matches. Esc shows all." }
    return switch pane {
    case .providers: "No provider is known."
    case .grants:
      """
      A grant is what your program uses instead of a key. It comes from a key you paste, n, or from a user who \
      connects an account, o. The guide says which: w.
      """
    case .secrets: "A secret is a key you own: sealed here, sent only where you bound it. n pastes one."
    case .policies: "A policy allows or denies calls by method, host and path. n writes one."
    case .audit: "No event yet. Every call leaves a row here."
    case .callers: "A caller is a program of yours with a key of its own for the broker. n makes one."
    }
  }
}
