internal import Domain
internal import HelpTopics
internal import ProviderCatalog

/// The commands that can be typed behind `:`.
public struct PaletteCommand: Sendable, Equatable {
  public let name: String
  /// What follows the name: `NAME`, `FILE`; empty for nothing.
  public let argument: String
  public let description: String
  public let disabledReason: String?
  let action: PortalAction
}

extension PortalModel {
  /// All of them for the pane in focus, in alphabetical order, each name once: a pane's own meaning wins.
  public var commands: [PaletteCommand] {
    var byName: [String: PaletteCommand] = [:]
    for entry in Keymap.entries(of: focus.pane) + Keymap.everywhere {
      guard let name = entry.binding.command, byName[name] == nil else { continue }
      byName[name] = PaletteCommand(
        name: name, argument: Self.argument(of: entry.action), description: entry.binding.description,
        disabledReason: disabledReason(for: entry.action), action: entry.action)
    }
    return byName.values.sorted { $0.name < $1.name }
  }

  /// What the text typed so far may become, the best first.
  public func completions(of text: String) -> [PaletteCommand] {
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    let name = words.first.map { $0.lowercased() } ?? ""
    if words.count > 1 { return commands.filter { $0.name == name } }
    let starting = commands.filter { $0.name.hasPrefix(name) }
    return starting + commands.filter { !$0.name.hasPrefix(name) && $0.name.contains(name) && !name.isEmpty }
  }

  /// The text with the next word completed; the same text when there is no one way to go on.
  func completed(_ text: String) -> String {
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    if words.count > 1 {
      let choices = argumentChoices(words[0]).filter { $0.hasPrefix(words[1]) }
      return choices.isEmpty ? text : "\(words[0]) \(Self.commonPrefix(choices))"
    }
    let names = completions(of: text).map(\.name)
    guard let best = names.first else { return text }
    let starting = names.filter { $0.hasPrefix(text.lowercased()) }
    let common = starting.isEmpty ? best : Self.commonPrefix(starting)
    guard common.count > text.count || starting.count == 1 else { return best }
    return starting.count == 1 ? best + (Self.takesArgument(best, commands) ? " " : "") : common
  }

  /// The words a command's argument may be, for completion.
  public func argumentChoices(_ name: String) -> [String] {
    switch name {
    case "theme": environment.themes
    case "topic": HelpTopic.allCases.map(\.rawValue)
    case "guide": environment.catalog.ids
    case "connect": overview.map { Set($0.oauthApps.flatMap { [$0.name, $0.provider] }).sorted() } ?? []
    case "wallet": overview.map { Set($0.grants.compactMap(\.grant.principal.user)).sorted() } ?? []
    default: []
    }
  }

  private static func argument(of action: PortalAction) -> String {
    switch action {
    case .theme: "[NAME]"
    case .backup: "FILE"
    case .topics: "[NAME]"
    case .filter: "[TEXT]"
    case .connect: "[APP]"
    case .walletLink: "[USER]"
    default: ""
    }
  }

  private static func takesArgument(_ name: String, _ commands: [PaletteCommand]) -> Bool {
    commands.first { $0.name == name }?.argument.isEmpty == false
  }

  private static func commonPrefix(_ words: [String]) -> String {
    words.dropFirst().reduce(words.first ?? "") { shared($0, $1) }
  }

  private static func shared(_ left: String, _ right: String) -> String {
    String(zip(left, right).prefix { $0 == $1 }.map(\.0))
  }
}
