public import HelpTopics
internal import Screen

/// The keys that do something here, searchable; Enter runs the chosen one.
public struct HelpOverlay: Sendable, Equatable {
  public struct Entry: Sendable, Equatable {
    public let group: String
    public let binding: KeyBinding
    /// A topic to read instead of a key to press.
    let topic: HelpTopic?
  }

  /// A topic of `gatehouse help`, scrolled.
  public struct Page: Sendable, Equatable {
    public let topic: HelpTopic
    public internal(set) var top = 0

    /// The text for so many columns; a line that is longer goes on below, under its own indentation.
    public func lines(columns: Int) -> [String] {
      topic.lines.flatMap { line in
        let indent = String(line.prefix { $0 == " " })
        guard TextWidth.columns(of: line) > columns, indent.count < columns / 2 else { return [line] }
        return TextWidth.wrap(String(line.dropFirst(indent.count)), columns: columns - indent.count)
          .map { indent + $0 }
      }
    }
  }

  public let entries: [Entry]
  public internal(set) var search = TextInput(limit: 60)
  public internal(set) var list: ListState<Int>
  public internal(set) var page: Page?
  /// Opened for the page alone, so Esc leaves the help too.
  let isPageOnly: Bool

  init(entries: [Entry], page: Page? = nil) {
    self.entries = entries
    list = ListState(Array(entries.indices))
    self.page = page
    isPageOnly = page != nil
  }

  /// What the model is to do after an event.
  enum Outcome: Equatable {
    case stay, close
    case press(Key)
    case read(HelpTopic)
    case say(String)
  }

  mutating func update(_ key: Key, rows: Int, columns: Int) -> Outcome {
    if page != nil { return turn(key, rows: rows, columns: columns) }
    switch key {
    case .escape: return .close
    case .enter: return run()
    case .up, .down, .pageUp, .pageDown: _ = list.handle(key, rows: rows)
    default:
      guard search.handle(key) else { return .stay }
      let words = search.text.lowercased().split(separator: " ")
      list.replace(
        entries.indices.filter { index in
          let binding = entries[index].binding
          let text = [
            binding.keys.map(\.shown).joined(separator: " "), binding.label, binding.description, binding.command ?? "",
          ]
          .joined(separator: " ").lowercased()
          return words.allSatisfy { text.contains($0) }
        })
    }
    return .stay
  }

  private func run() -> Outcome {
    guard let index = list.selected else { return .stay }
    let entry = entries[index]
    if let reason = entry.binding.disabledReason { return .say("\(entry.binding.label): \(reason).") }
    if let topic = entry.topic { return .read(topic) }
    return entry.binding.keys.first.map(Outcome.press) ?? .say("Type  :\(entry.binding.command ?? entry.binding.label)")
  }

  private mutating func turn(_ key: Key, rows: Int, columns: Int) -> Outcome {
    guard var shown = page else { return .stay }
    let last = max(0, shown.lines(columns: columns - 2).count - rows)
    switch key {
    case .escape, .character("q"), .left, .character("h"):
      if isPageOnly { return .close }
      page = nil
      return .stay
    case .up, .character("k"): shown.top -= 1
    case .down, .character("j"), .enter: shown.top += 1
    case .pageUp, .control("b"): shown.top -= rows - 1
    case .pageDown, .control("f"), .character(" "): shown.top += rows - 1
    case .control("u"): shown.top -= rows / 2
    case .control("d"): shown.top += rows / 2
    case .home, .character("g"): shown.top = 0
    case .end, .character("G"): shown.top = last
    default: return .stay
    }
    shown.top = max(0, min(last, shown.top))
    page = shown
    return .stay
  }
}
