internal import Domain
internal import PortalModel
internal import ProviderCatalog
internal import Screen

/// A new managed secret, from the masked value to the buttons.
enum PasteView {
  static func body(_ state: PasteDialog, columns: Int) -> DialogBody {
    var lines: [PanelLine] = [.empty] + value(state, columns: columns)
    lines += recognised(state, columns: columns)
    lines.append(.empty)
    lines.append(.rule("What will be stored"))
    let name = state.provider?.name ?? (state.isCustom ? "custom: any other API" : "not known yet")
    lines += single("provider", name, state.form)
    lines += PanelLine.fields(["kind", "name", "origin"], of: state.form, columns: columns)
    if state.isCustom {
      lines += PanelLine.fields(
        ["sent", "header", "query", "template", "region", "service", "extra"], of: state.form, columns: columns)
    } else if let injection = state.injection {
      lines.append(.pair("Sent as", injection.summary, note: "proposed"))
      for header in injection.extraHeaders { lines.append(.pair("", "\(header.name): \(header.value)")) }
    }
    lines += PanelLine.fields(["for", "who"], of: state.form, columns: columns)
    if !state.isUndecided {
      let when = state.form.text("remind")
      lines += single("remind", when == "never" ? when : "\(when) to rotate it", state.form)
    }
    if !state.isUndecided {
      lines.append(.rule("Before it is stored"))
      lines += test(state, columns: columns)
    }
    return DialogBody(lines: lines + [.empty], footer: PanelLine.buttons(of: state.form, columns: columns))
  }

  private static func value(_ state: PasteDialog, columns: Int) -> [PanelLine] {
    state.form.fields.filter { $0.id.hasPrefix("secret.") }.flatMap { field in
      var lines = PanelLine.field(field.id, of: state.form, columns: columns)
      guard let count = state.form.secret(field.id)?.count, count > 0, !lines.isEmpty else { return lines }
      let unit = count == 1 ? "character" : "characters"
      let facts = "\(Printable.count(count)) \(unit)\(state.removed.isEmpty ? "" : "; \(state.removed)")"
      lines[0].pieces.removeAll(where: \.isRight)
      lines[0].pieces.append(
        PanelLine.Piece(text: facts, column: PanelLine.valueColumn + TextWidth.columns(of: Mask.text) + 4))
      return lines
    }
  }

  /// What the value looks like and what to beware of; before there is one, where it is made.
  private static func recognised(_ state: PasteDialog, columns: Int) -> [PanelLine] {
    let page = state.page.map { "\(Printable.text($0.replacing("https://", with: ""))), Ctrl-o opens it" }
    guard let recognition = state.recognition else {
      return page.map { PanelLine.wrapped("Made at", $0, columns: columns) } ?? []
    }
    let unnamed = recognition.finding == .placeholder ? "a placeholder" : "nothing that Gatehouse knows"
    let title = recognition.title.isEmpty ? unnamed : Printable.text(recognition.title)
    var lines = [PanelLine.pair("Recognised", title, note: recognition.basis)]
    for (index, warning) in recognition.warnings.enumerated() {
      let isLast = index == recognition.warnings.count - 1
      let text = isLast && !recognition.isRefused ? [warning, page].compactMap(\.self).joined(separator: " ") : warning
      lines += PanelLine.wrapped(
        index == 0 ? "Beware" : "", text, columns: columns, style: Style(recognition.isRefused ? .bad : .warn),
        at: PanelLine.valueColumn)
    }
    if state.isUndecided, !recognition.isRefused {
      lines += PanelLine.wrapped(
        "", "Nothing is proposed. Choose whose it is, or custom and where it may go.", columns: columns,
        at: PanelLine.valueColumn)
    }
    return lines
  }

  /// A choice of which only the chosen alternative is shown, since all of them would fill the row.
  private static func single(_ id: String, _ value: String, _ form: Form) -> [PanelLine] {
    guard let field = form[id] else { return [] }
    var line = PanelLine.pair(
      field.label, Printable.text(value), note: field.problem ?? field.note,
      noteStyle: Style(field.problem == nil ? .dim : .bad))
    if form.isFocused(id) {
      line.bar = PanelLine.Bar(
        column: PanelLine.textColumn - 1, columns: TextWidth.columns(of: field.label) + 1,
        cursor: PanelLine.valueColumn)
    }
    return [line]
  }

  private static func test(_ state: PasteDialog, columns: Int) -> [PanelLine] {
    if state.isCustom { return PanelLine.field("test", of: state.form, columns: columns) }
    guard let test = state.test else { return [.pair("Test", "no harmless call is known, so it is stored untested")] }
    return [.pair("Test", "\(test.method) \(Printable.text(test.url))", note: "reads, changes nothing")]
  }
}
