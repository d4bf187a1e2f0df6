internal import PortalModel
internal import Screen

/// A list of scopes to tick, with what each of them means, in a window of its own.
enum ScopeLines {
  /// - Parameters:
  ///   - title: what stands in the rule above it.
  ///   - others: the lines around it, of which the empty ones give way to it.
  ///   - rows: what there is for all of them; at least three scopes are shown.
  static func lines(
    _ ids: [String], of form: Form, title: String, among others: [PanelLine], columns: Int, rows: Int
  ) -> [PanelLine] {
    let names = ids.compactMap { form[$0]?.label }
    let widest = names.map { TextWidth.columns(of: $0) }.max() ?? 0
    // A long name (an address, say) pushes its own explanation only.
    let noteColumn = min(widest, 24) + 8
    let taken = others.count { !$0.pieces.isEmpty } + 1
    let room = rows == .max ? ids.count : max(3, rows - taken)
    let window = window(ids, form, rows: room)
    let hidden = [
      window.lowerBound > 0 ? "\(window.lowerBound) more above" : nil,
      window.upperBound < ids.count ? "\(ids.count - window.upperBound) more below" : nil,
    ].compactMap(\.self)
    let ticked = ids.count { form.isOn($0) }
    let note = (["\(ticked) of \(ids.count)"] + hidden).joined(separator: ", ")
    return [.rule(title, note: ids.isEmpty ? "" : note)]
      + ids[window].flatMap { PanelLine.check($0, of: form, noteColumn: noteColumn) }
  }

  /// The rows that have the focused one in their middle, as far as the ends allow.
  private static func window(_ ids: [String], _ form: Form, rows: Int) -> Range<Int> {
    guard ids.count > rows else { return ids.indices }
    let focused = ids.firstIndex { form.isFocused($0) } ?? 0
    let first = min(max(0, focused - rows / 2), ids.count - rows)
    return first..<first + rows
  }
}
