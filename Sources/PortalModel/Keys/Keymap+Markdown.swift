internal import Screen

extension Keymap {
  /// The tables as Markdown, for the README.
  public static var markdown: String {
    var sections = Pane.allCases.map { ($0.name, entries(of: $0).map(\.binding)) }
    sections.append(("Lists", lists))
    sections.append(("Everywhere", everywhere.map(\.binding)))
    return sections.map { title, bindings in
      (["| \(title) | |", "|---|---|"]
        + bindings.map { "| \(markdownKeys($0)) | \($0.description) |" }).joined(separator: "\n")
    }.joined(separator: "\n\n") + "\n"
  }

  private static func markdownKeys(_ binding: KeyBinding) -> String {
    let keys = binding.keys.map { "`\($0.shown)`" }
    return (keys.isEmpty ? ["`:\(binding.command ?? binding.label)`"] : keys).joined(separator: " ")
  }
}
