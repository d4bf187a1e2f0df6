internal import Screen
internal import TOMLDocuments

/// Turns a theme's document into a ``Theme``.
struct ThemeReader {
  let root: TOMLSection

  func theme(name: String) throws(TOMLProblem) -> Theme {
    try root.refuseUnknownKeys(known: ["background", "ascii"] + Role.allCases.map(\.rawValue))
    let background = try root.string("background")
    guard ["dark", "light"].contains(background) else {
      throw root.problem("background", "\"background\" is \"\(background)\"", mend: "write \"dark\" or \"light\"")
    }
    var looks: [Role: Theme.Look] = [:]
    for role in Role.allCases {
      if let section = try root.optionalSection(role.rawValue) { looks[role] = try look(section) }
    }
    return Theme(
      name: name, isDark: background == "dark", usesASCII: try root.optionalBool("ascii") ?? false, looks: looks)
  }

  private func look(_ section: TOMLSection) throws(TOMLProblem) -> Theme.Look {
    try section.refuseUnknownKeys(known: ["color", "on", "color16", "on16", "with", "plain"])
    var palette = try attributes(section, "with")
    var sixteen = palette
    palette.foreground = try color(section, "color")
    palette.background = try color(section, "on")
    sixteen.foreground = try name(section, "color16")
    sixteen.background = try name(section, "on16")
    return Theme.Look(palette: palette, sixteen: sixteen, plain: try attributes(section, "plain"))
  }

  /// A number of the palette, one of the sixteen names, or `default`.
  private func color(_ section: TOMLSection, _ key: String) throws(TOMLProblem) -> UInt8? {
    guard section.isInteger(key) else { return try name(section, key) }
    let number = try section.integer(key)
    guard let index = UInt8(exactly: number) else {
      throw section.problem(key, "\(number) is no colour", mend: "write a number from 0 to 255")
    }
    return index
  }

  private func name(_ section: TOMLSection, _ key: String) throws(TOMLProblem) -> UInt8? {
    guard let name = try section.optionalString(key), name != "default" else { return nil }
    guard let index = ColorNames.all.firstIndex(of: name) else {
      throw section.problem(
        key, "\"\(name)\" is no colour", mend: "write default or one of \(ColorNames.all.joined(separator: ", "))")
    }
    return UInt8(index)
  }

  private func attributes(_ section: TOMLSection, _ key: String) throws(TOMLProblem) -> Attributes {
    var attributes = Attributes()
    for word in try section.optionalStrings(key) ?? [] {
      switch word {
      case "bold": attributes.isBold = true
      case "dim": attributes.isDim = true
      case "underline": attributes.isUnderlined = true
      case "reverse": attributes.isReversed = true
      default:
        throw section.problem(key, "\"\(word)\" is no attribute", mend: "write bold, dim, underline or reverse")
      }
    }
    return attributes
  }
}
