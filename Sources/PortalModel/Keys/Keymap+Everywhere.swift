internal import Screen

extension Keymap {
  /// What the keys do in every pane.
  public static let everywhere: [KeymapEntry] =
    moving + [
      KeymapEntry(.palette, KeyBinding(.character(":"), "command", "Runs a command by its name.")),
      KeymapEntry(
        .help, KeyBinding([.character("?"), .function(1)], "help", "Lists the keys; type to search.", command: "help")),
      KeymapEntry(
        .topics, KeyBinding([], "topics", "Reads a help topic: quickstart, grants, secrets…", command: "topic")),
      KeymapEntry(
        .undo, KeyBinding(.character("u"), "undo", "Takes back the last revocation, for ten minutes.", command: "undo")),
      KeymapEntry(
        .explain, KeyBinding(.character("x"), "explain", "Says what the selected thing is.", command: "explain")),
      KeymapEntry(
        .approvals,
        KeyBinding(
          .character("!"), "approvals", "Shows the calls that wait for an approval, and approvals that hold.",
          command: "approvals")),
      KeymapEntry(
        .sessions,
        KeyBinding(
          .character("C"), "connect sessions",
          "Shows the connect sessions that wait for a user: their links, as QR codes too.", command: "sessions")),
      KeymapEntry(
        .walletLink,
        KeyBinding([], "wallet link", "Makes a link that opens a user's wallet: wallet mia.", command: "wallet")),
      KeymapEntry(.guide, KeyBinding(.character("w"), "guide", "Opens the decision guide.", command: "guide")),
      KeymapEntry(
        .oauthApp,
        KeyBinding(.character("o"), "OAuth app", "Stores your OAuth app at a provider.", command: "oauth-app")),
      KeymapEntry(
        .connect, KeyBinding([], "connect", "Connects a user's account: connect github.", command: "connect")),
      KeymapEntry(.theme, KeyBinding(.character("T"), "theme", "Goes to the next theme.", command: "theme")),
      KeymapEntry(.verify, KeyBinding([], "verify", "Checks the audit log's chain.", command: "verify")),
      KeymapEntry(
        .dropAdmin,
        KeyBinding(.control("x"), "drop admin", "Gives up the admin right at once.", command: "drop-admin")),
      KeymapEntry(.lock, KeyBinding(.control("k"), "lock", "Locks the vault, here and everywhere.", command: "lock")),
      KeymapEntry(.passphrase, KeyBinding([], "passphrase", "Changes the passphrase.", command: "passphrase")),
      KeymapEntry(
        .recovery,
        KeyBinding([], "recovery", "Makes and tests a new recovery kit in the old one's place.", command: "recovery")),
      KeymapEntry(.backup, KeyBinding([], "backup", "Writes a sealed copy: backup FILE.", command: "backup")),
      KeymapEntry(.demo, KeyBinding([], "demo", "Opens a throw-away vault full of examples.", command: "demo")),
      KeymapEntry(
        .redraw, KeyBinding(.control("l"), "redraw", "Reads everything again and redraws.", command: "redraw")),
      KeymapEntry(.suspend, KeyBinding(.control("z"), "suspend", "Back to the shell; fg returns.", command: "suspend")),
      KeymapEntry(
        .quit,
        KeyBinding([.character("q"), .control("c")], "quit", "Leaves; asks when edits would be lost.", command: "quit")),
    ]

  private static let moving: [KeymapEntry] =
    Pane.allCases.map { pane in
      KeymapEntry(
        .go(pane),
        KeyBinding(
          .character(Character(String(pane.rawValue))), pane.name.lowercased(), "Goes to \(pane.name).",
          command: pane.name.lowercased()))
    } + [
      KeymapEntry(.nextPane, KeyBinding(.tab, "next pane", "Goes to the next pane.")),
      KeymapEntry(.previousPane, KeyBinding(.backTab, "previous pane", "Goes to the pane before.")),
      KeymapEntry(.open, KeyBinding([.enter, .right, .character("l")], "open", "Opens the selected row.")),
      KeymapEntry(.back, KeyBinding([.escape, .left, .character("h")], "back", "Goes one level back.")),
      KeymapEntry(.detail, KeyBinding(.character("0"), "detail", "Goes to the detail.", command: "detail")),
      KeymapEntry(.nextItem, KeyBinding(.character("J"), "next", "Selects the next row, from the detail too.")),
      KeymapEntry(.previousItem, KeyBinding(.character("K"), "previous", "Selects the row before.")),
      KeymapEntry(
        .zoom,
        KeyBinding(.character("z"), "zoom", "Gives the pane the whole screen, or takes it back.", command: "zoom")),
    ]

  /// The keys that every list and every text of several pages knows, for the help.
  public static let lists: [KeyBinding] = [
    KeyBinding([.down, .character("j")], "down", "One row down."),
    KeyBinding([.up, .character("k")], "up", "One row up."),
    KeyBinding([.control("d")], "half down", "Half a page down."),
    KeyBinding([.control("u")], "half up", "Half a page up."),
    KeyBinding([.pageDown], "page down", "A page down."),
    KeyBinding([.pageUp], "page up", "A page up."),
    KeyBinding([.character("g"), .home], "first", "The first row."),
    KeyBinding([.character("G"), .end], "last", "The last row."),
  ]
}
