internal import Domain

/// Rows of the table: added, dropped, opened, and gone through with the arrows.
extension PolicyForm {
  /// The part of a rule and its row that a field stands for; nil for the policy's own fields.
  static func place(_ id: String) -> (part: String, row: Int)? {
    guard let dot = id.firstIndex(of: "."), let row = Int(id[id.index(after: dot)...]) else { return nil }
    let part = String(id[..<dot])
    return cells.contains(part) || RuleOption(rawValue: part) != nil ? (part, row) : nil
  }

  /// The options that a row's rule has, by their fields' ids.
  func options(_ row: Int) -> [String] {
    RuleOption.allCases.filter { $0.applies(to: rule(row).effect) }.map { "\($0).\(row)" }
  }

  mutating func append(_ rule: Rule) {
    let row = nextRow
    nextRow += 1
    originals[row] = rule
    let effects = Rule.Effect.allCases.map(\.rawValue)
    form.fields += [
      .choice("effect.\(row)", "effect", effects, selected: effects.firstIndex(of: rule.effect.rawValue) ?? 1),
      .text("methods.\(row)", "methods", rule.methods.isEmpty ? "any" : rule.methods.joined(separator: ",")),
      .text("host.\(row)", "host", rule.host ?? "any"),
      .text("path.\(row)", "path", rule.path ?? "/**"),
    ]
    form.fields += RuleOption.allCases.map { .text("\($0).\(row)", $0.label, $0.text(of: rule)) }
    read(row)
  }

  mutating func addRow() {
    append(Rule(effect: .deny))
    form.focus(.field("methods.\(nextRow - 1)"))
  }

  mutating func removeFocusedRow() {
    guard let row = focusedRow, let index = rowIDs.firstIndex(of: row) else { return }
    form.fields.removeAll { Self.place($0.id)?.row == row }
    (originals[row], rules[row], currentRow) = (nil, nil, nil)
    let rest = rowIDs
    form.focus(rest.isEmpty ? .button("add") : .field("methods.\(rest[min(index, rest.count - 1)])"))
  }

  /// Shows the options of the focused rule and goes to the first, or hides them.
  mutating func toggleOptions() {
    guard let row = focusedRow ?? currentRow else { return }
    showsOptions.toggle()
    currentRow = row
    hideAndNote()
    form.focus(.field(showsOptions ? options(row)[0] : "methods.\(row)"))
  }

  /// Up and down stay in the column, or among the options of the open rule; at the ends they leave the table.
  mutating func moveRow(by distance: Int) {
    guard case .field(let id) = form.focus, let (part, row) = Self.place(id) else { return }
    let options = row == openRow ? options(row) : []
    let position = options.firstIndex(of: id) ?? -1
    let column = Self.cells.contains(part) ? part : "methods"
    if options.indices.contains(position + distance) {
      return form.focus(.field(options[position + distance]))
    }
    if position == 0, distance < 0 { return form.focus(.field("\(column).\(row)")) }
    let rows = rowIDs
    let target = (rows.firstIndex(of: row) ?? 0) + distance
    if rows.indices.contains(target) {
      form.focus(.field("\(column).\(rows[target])"))
    } else {
      form.focus(distance > 0 ? .button("save") : .field("scope"))
    }
  }

  /// Which options can be seen and reached, and what stands beside them.
  mutating func hideAndNote() {
    if let focusedRow { currentRow = focusedRow }
    for index in form.fields.indices {
      guard let (part, row) = Self.place(form.fields[index].id), let option = RuleOption(rawValue: part)
      else { continue }
      form.fields[index].isHidden = row != openRow || !option.applies(to: rule(row).effect)
      guard !form.fields[index].isHidden, case .text(let input) = form.fields[index].value else { continue }
      let offer = form.isFocused(form.fields[index].id) ? offer : nil
      form.fields[index].note =
        offer.map { "→ \($0.drop(while: \.isWhitespace))" } ?? (input.isEmpty ? option.whenEmpty : "")
    }
  }
}
