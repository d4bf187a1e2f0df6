internal import Screen

/// The one table of the portal's keys; hint row, help, palette and README read it. The first six entries of a pane are
/// its hint row.
public enum Keymap {
  /// What a pane's own keys do; they win over ``everywhere``.
  public static func entries(of pane: Pane) -> [KeymapEntry] {
    switch pane {
    case .providers: providers
    case .grants: grants
    case .secrets: secrets
    case .policies: policies
    case .audit: audit
    case .callers: callers
    }
  }

  private static let providers = [
    KeymapEntry(
      .guide, KeyBinding(.character("w"), "guide", "Asks the guide about this provider.", command: "guide")),
    KeymapEntry(
      .new, KeyBinding(.character("n"), "paste a key", "Stores a key of this provider as a secret.", command: "new")),
    KeymapEntry(
      .oauthApp,
      KeyBinding(.character("o"), "OAuth app", "Stores your OAuth app at this provider.", command: "oauth-app")),
    KeymapEntry(
      .connect,
      KeyBinding(
        .character("c"), "connect", "Connects a user's account through your OAuth app at this provider.",
        command: "connect")),
    copyID("Copies the provider's id."),
    filter,
  ]

  private static let grants = [
    copyID("Copies the grant_id."),
    KeymapEntry(
      .compose, KeyBinding(.character("t"), "test", "Composes a request with this grant.", command: "request")),
    rotate,
    KeymapEntry(
      .reconnect,
      KeyBinding(
        .character("R"), "connect anew", "Lets the user of this connection agree again; the grant_id stays.",
        command: "reconnect")),
    KeymapEntry(
      .refreshAccess,
      KeyBinding(
        .character("F"), "refresh", "Gets this connection a new access token now; calls do it by themselves.",
        command: "refresh")),
    KeymapEntry(
      .revoke, KeyBinding(.character("d"), "revoke", "Revokes this grant, after asking.", command: "revoke")),
    new,
    guide,
    KeymapEntry(.copyCall, KeyBinding(.character("Y"), "copy call", "Copies the call as shown.", command: "copy-call")),
    KeymapEntry(
      .otherSnippet,
      KeyBinding(
        [.character("]"), .character("[")], "other language", "Shows the call in the other language.",
        command: "language")),
    addGrant,
    KeymapEntry(
      .connect, KeyBinding(.character("c"), "connect", "Connects a user's account: a new grant.", command: "connect")),
    KeymapEntry(
      .narrow,
      KeyBinding(
        .character("p"), "policy", "Writes a policy for this grant: what may pass, when, how often.", command: "narrow")
    ),
    KeymapEntry(
      .walletLink,
      KeyBinding(
        .character("W"), "wallet link", "Makes a link that opens the wallet of this grant's user.", command: "wallet")),
    filter,
  ]

  private static let secrets = [
    KeymapEntry(
      .test, KeyBinding(.character("t"), "test", "Makes the provider's harmless call with it.", command: "test")),
    rotate,
    addGrant,
    KeymapEntry(
      .revoke,
      KeyBinding(.character("d"), "revoke", "Revokes this secret and its grants, after asking.", command: "revoke")),
    new,
    guide,
    copyID("Copies the secret's id."),
    filter,
  ]

  private static let policies = [
    KeymapEntry(.new, KeyBinding(.character("n"), "new", "Writes a policy.", command: "new-policy")),
    KeymapEntry(.edit, KeyBinding(.character("e"), "edit", "Changes this policy.", command: "edit")),
    KeymapEntry(
      .revoke, KeyBinding(.character("d"), "remove", "Removes this policy, after asking.", command: "remove")),
    copyID("Copies the policy's id."),
    filter,
  ]

  private static let audit = [
    filter,
    KeymapEntry(
      .nextDenial, KeyBinding(.character("n"), "next denial", "Goes to the next older denial.", command: "next-denial")),
    KeymapEntry(
      .explain,
      KeyBinding(
        .character("x"), "explain", "Says why the call was decided so, and what would pass.", command: "explain")),
    KeymapEntry(
      .thisCaller, KeyBinding(.character("c"), "this caller", "Shows the calls of this caller only.", command: "caller")
    ),
    KeymapEntry(
      .follow, KeyBinding(.character("f"), "follow", "Goes to the newest row and stays there.", command: "follow")),
    KeymapEntry(
      .previousDenial,
      KeyBinding(.character("N"), "previous denial", "Goes to the next newer denial.", command: "previous-denial")),
    copyID("Copies the request's id."),
  ]

  private static let callers = [
    KeymapEntry(
      .new, KeyBinding(.character("n"), "new", "Makes a caller; its key is handed out once.", command: "new-caller")),
    KeymapEntry(
      .rotate,
      KeyBinding(
        .character("r"), "rotate", "Makes a new key; the old one works on for a while.", command: "rotate-key")),
    KeymapEntry(
      .deprecate,
      KeyBinding(
        .character("D"), "deprecate", "Tells programs that still show the old key to change over.",
        command: "deprecate")),
    KeymapEntry(
      .pause,
      KeyBinding(
        .character("S"), "suspend", "Refuses this caller until it is resumed, or resumes it.", command: "suspend")
    ),
    KeymapEntry(
      .revoke,
      KeyBinding(
        .character("d"), "revoke", "Revokes this caller and those below it, after asking.", command: "revoke-caller")),
    copyID("Copies the caller's id."),
    filter,
  ]

  private static func copyID(_ description: String) -> KeymapEntry {
    KeymapEntry(.copyID, KeyBinding(.character("y"), "copy id", description, command: "copy-id"))
  }

  private static let filter = KeymapEntry(
    .filter, KeyBinding(.character("/"), "filter", "Shows the rows that match only.", command: "filter"))
  private static let rotate = KeymapEntry(
    .rotate, KeyBinding(.character("r"), "rotate", "Stores a new value; the grant_id stays.", command: "rotate"))
  private static let new = KeymapEntry(
    .new, KeyBinding(.character("n"), "new", "Stores a key as a managed secret.", command: "new"))
  private static let guide = KeymapEntry(
    .guide,
    KeyBinding(.character("w"), "guide", "Asks the guide: OAuth connection or managed secret?", command: "guide"))
  private static let addGrant = KeymapEntry(
    .addGrant,
    KeyBinding(.character("a"), "add grant", "Gives the same secret a grant for somebody else.", command: "add-grant"))
}
