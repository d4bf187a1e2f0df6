internal import Domain
internal import Screen

extension PortalModel {
  mutating func click(_ mouse: MouseEvent) -> [Effect] {
    guard isOpen, prompt == nil else { return [] }
    let layout = layout
    if let panel = layout.panel {
      if help != nil { return mouse.kind.scrollKey.map { pressInHelp($0) } ?? [] }
      let inside = panel.inset(columns: 1, rows: 1)
      let place = Position(column: mouse.position.column - inside.column, row: mouse.position.row - inside.row)
      return feed(.mouse(MouseEvent(kind: mouse.kind, position: place)))
    }
    switch mouse.kind {
    case .release: return []
    case .wheelUp, .wheelDown: return scroll(mouse.kind == .wheelUp ? -3 : 3, at: mouse.position, layout)
    case .press: return press(at: mouse.position, layout)
    }
  }

  private mutating func scroll(_ distance: Int, at place: Position, _ layout: PortalLayout) -> [Effect] {
    if layout.log?.contains(place) == true {
      if focus.pane != .audit { focus.go(to: .audit) }
      return audit.move(by: distance, rows: layout.log?.rows ?? 1)
    }
    if layout.list?.contains(place) == true {
      panes[focus.open].move(by: distance)
      focus.detailTop = 0
    } else if layout.detail?.contains(place) == true {
      focus.detailTop += distance
    }
    return []
  }

  private mutating func press(at place: Position, _ layout: PortalLayout) -> [Effect] {
    if let log = layout.log, log.contains(place) {
      let wasHere = focus.pane == .audit
      let index = audit.window(rows: log.rows).lowerBound + place.row - log.row
      focus.go(to: .audit)
      guard audit.entries.indices.contains(index) else { return [] }
      if wasHere, audit.index == index { return perform(.open) }
      return audit.move(by: index - audit.index, rows: log.rows)
    }
    if place.row == layout.logTitle {
      focus.go(to: .audit)
      return []
    }
    if let list = layout.list, list.contains(place) { return pressInList(row: place.row - list.row - 1, list) }
    if let pane = layout.titles.first(where: { $0.value == place.row && place.column < (layout.detail?.column ?? 0) }) {
      focus.go(to: pane.key)
    } else if layout.detail?.contains(place) == true {
      focus.isInDetail = true
    }
    return []
  }

  private mutating func pressInList(row: Int, _ list: Rect) -> [Effect] {
    let pane = focus.open
    let wasHere = focus.pane == pane && !focus.isInDetail
    focus.go(to: pane)
    let index = panes[pane].window(rows: list.rows - 1).lowerBound + row
    guard row >= 0, index < panes[pane].count else { return [] }
    if wasHere, panes[pane].index == index { return perform(.open) }
    panes[pane].select(index: index)
    focus.detailTop = 0
    return []
  }
}

extension MouseEvent.Kind {
  fileprivate var scrollKey: Key? {
    switch self {
    case .wheelUp: .up
    case .wheelDown: .down
    default: nil
    }
  }
}
