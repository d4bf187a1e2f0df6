/// What a dialog shows inside its border.
struct DialogBody {
  /// Scrolled when there are more than rows.
  var lines: [PanelLine]
  /// Always in view, below the lines.
  var footer: [PanelLine] = []
  /// The first line shown, where the person scrolls; nil to follow the focused line.
  var top: Int?
}
