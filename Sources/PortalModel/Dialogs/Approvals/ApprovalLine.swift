/// One line of a parked call, wrapped, before it has a place on the screen.
public enum ApprovalLine: Sendable, Equatable {
  case blank
  case rule(String, note: String)
  /// Method and URL.
  case call(String)
  case pair(String, String)
  case text(String)
  /// A key, what it does, and in dim letters what that means.
  case key(String, String, note: String)
  case dim(String)
  case bad(String)

  /// The columns at which values and the words beside a key begin, counted from the inside of the dialog.
  public static let (valueColumn, keyColumn, textColumn) = (15, 6, 2)
}
