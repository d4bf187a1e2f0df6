/// The sixteen names; their colours are the terminal's own.
enum ColorNames {
  static let all = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright_black", "bright_red", "bright_green",
    "bright_yellow", "bright_blue", "bright_magenta", "bright_cyan", "bright_white",
  ]
}
