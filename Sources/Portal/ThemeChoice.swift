internal import Screen
internal import Terminal
internal import Themes

/// Which theme the portal opens with: the configured one, else the one for the terminal's background.
struct ThemeChoice {
  private(set) var name: String
  private(set) var theme: Theme
  /// Whether a late answer about the background may still change it.
  private(set) var isAutomatic: Bool
  /// Why the configured theme is not used; it must not lock the user out.
  private(set) var problem: ThemeProblem?
  private let folder: String
  private var isDark: Bool?

  init(configured: String?, environment: [String: String], folder: String) throws(ThemeProblem) {
    self.folder = folder
    isDark = BackgroundColor.isDark(colorFGBG: environment["COLORFGBG"])
    isAutomatic = configured == nil
    name = configured ?? (isDark == false ? "light" : "dark")
    do {
      theme = try Themes.load(name, userFolder: folder)
    } catch {
      problem = error
      name = "dark"
      theme = try Themes.load(name, userFolder: nil)
    }
  }

  /// The terminal has said what its background is.
  ///
  /// - Returns: whether the theme is another one now.
  mutating func learn(isDark: Bool) -> Bool {
    self.isDark = isDark
    let fitting = isDark ? "dark" : "light"
    guard isAutomatic, fitting != name, let theme = try? Themes.load(fitting, userFolder: folder) else { return false }
    name = fitting
    self.theme = theme
    return true
  }

  /// The user has chosen.
  mutating func choose(_ name: String) throws(ThemeProblem) {
    theme = try Themes.load(name, userFolder: folder)
    self.name = name
    isAutomatic = false
  }

  /// `100x30, 256 colours, light background, so the theme is light`.
  func words(size: Size, colors: ColorDepth) -> String {
    let depth =
      switch colors {
      case .none: "no colour"
      case .sixteen: "16 colours"
      case .palette: "256 colours"
      }
    let start = "\(size.columns)x\(size.rows), \(depth)"
    guard isAutomatic else { return "\(start), theme \(name)" }
    guard let isDark else { return "\(start), background unknown, so the theme is \(name)" }
    return "\(start), \(isDark ? "dark" : "light") background, so the theme is \(name)"
  }
}
