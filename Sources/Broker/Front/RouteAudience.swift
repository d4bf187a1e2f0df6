/// Who sends requests to a ``BrokerRoute``; the ``BrowserDefence`` judges them by it.
public enum RouteAudience: Hashable, Sendable {
  /// Programs. Of pages only the broker's own may ask.
  case programs
  /// People with a browser, who follow links to pages from anywhere and send the forms on them.
  case browsers
  /// Scripts of any page: what is served is public, the same for everybody, and changes nothing.
  case anyPage
}
