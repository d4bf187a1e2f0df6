internal import Domain
internal import Screen

extension PortalModel {
  mutating func pressInPrompt(_ key: Key) -> [Effect] {
    guard var current = prompt else { return [] }
    switch (current.kind, key) {
    case (.quit, _):
      prompt = nil
      return key == .character("y") ? [.quit] : []
    case (_, .escape): return cancelPrompt()
    case (.command, .enter): return runCommand(current.input.text)
    case (.filter, .enter):
      if current.problem == nil { prompt = nil }
      return []
    case (.command, .tab): current.input.set(completed(current.input.text))
    case (.command, .up): current.recall(1, in: history)
    case (.command, .down): current.recall(-1, in: history)
    case (_, .backspace) where current.input.isEmpty: return cancelPrompt()
    default:
      let before = current.input.text
      guard current.input.handle(key) else { return [] }
      prompt = current
      return before == current.input.text ? [] : promptEdited()
    }
    prompt = current
    return []
  }

  /// A filter works while it is typed.
  mutating func promptEdited() -> [Effect] {
    guard let current = prompt, case .filter(let pane) = current.kind else { return [] }
    return filter(pane, by: current.input.text)
  }

  mutating func filter(_ pane: Pane, by text: String) -> [Effect] {
    guard pane == .audit else {
      panes.filters[pane] = text.isEmpty ? nil : text
      if let overview { panes.show(overview.rows(catalog: environment.catalog, now: now)) }
      return []
    }
    do throws(AuditQueryProblem) {
      let query = try AuditQuery(text, now: now)
      prompt?.problem = nil
      return audit.apply(filter: text, query: query)
    } catch {
      if prompt == nil { say(error.description, isBad: true) }
      prompt?.problem = error.description
      return []
    }
  }

  private mutating func cancelPrompt() -> [Effect] {
    guard let current = prompt else { return [] }
    prompt = nil
    guard case .filter(let pane) = current.kind, current.input.text != current.before else { return [] }
    return filter(pane, by: current.before)
  }

  private mutating func runCommand(_ text: String) -> [Effect] {
    prompt = nil
    let words = text.split(separator: " ", maxSplits: 1).map(String.init)
    guard let name = words.first?.lowercased() else { return [] }
    history.removeAll { $0 == text }
    history.append(text)
    let exact = commands.first { $0.name == name }
    let starting = commands.filter { $0.name.hasPrefix(name) }
    guard let command = exact ?? (starting.count == 1 ? starting[0] : nil) else {
      let near = Nearest.match(name, in: commands.map(\.name))
      say("There is no command \(name)\(near.map { "; did you mean :\($0)?" } ?? "; ? lists them.")", isBad: true)
      return []
    }
    return perform(command.action, argument: words.count > 1 ? words[1].trimming : "")
  }
}

extension String {
  fileprivate var trimming: String {
    var text = self[...]
    while text.last?.isWhitespace == true { text.removeLast() }
    while text.first?.isWhitespace == true { text.removeFirst() }
    return String(text)
  }
}
