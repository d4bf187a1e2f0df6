/// Everything a key or a command of the panes can do.
public enum PortalAction: Hashable, Sendable {
  // Where the focus is.
  case go(Pane)
  case nextPane, previousPane, open, back, detail, zoom, nextItem, previousItem
  // What is shown.
  case filter, palette, help, topics, theme, otherSnippet, redraw
  // What is done with the selected thing.
  case new, guide, oauthApp, connect, reconnect, refreshAccess, copyID, copyCall, compose, test, rotate, addGrant,
    narrow
  case edit, revoke, undo, explain
  case deprecate, pause
  case approvals, sessions, walletLink
  // The log.
  case follow, nextDenial, previousDenial, thisCaller, verify
  // The vault and the program.
  case lock, dropAdmin, passphrase, recovery, backup, demo, suspend, quit
}

/// An action with the keys and words for it.
public struct KeymapEntry: Sendable, Hashable {
  public let action: PortalAction
  public let binding: KeyBinding

  init(_ action: PortalAction, _ binding: KeyBinding) {
    self.action = action
    self.binding = binding
  }
}
