internal import FoundationEssentials
public import Screen
internal import TOMLDocuments

/// The themes: four in the binary, and the user's own files, which also override those four.
public enum Themes {
  public static let builtIn = ["dark", "light", "high-contrast", "mono"]

  /// The built-in names, then those of the other files of `userFolder`.
  public static func available(userFolder: String?) -> [String] {
    let files = userFolder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) } ?? []
    let names = files.filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) }.filter(isName).sorted()
    return builtIn + names.filter { !builtIn.contains($0) }
  }

  /// The theme of that name: `userFolder/NAME.toml` when it exists, else the built-in one.
  public static func load(_ name: String, userFolder: String?) throws(ThemeProblem) -> Theme {
    guard isName(name) else { throw ThemeProblem.unknown(name, available(userFolder: userFolder)) }
    if let userFolder {
      let file = userFolder + "/\(name).toml"
      if FileManager.default.fileExists(atPath: file) {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
          throw ThemeProblem("\(file) cannot be read as text; check its mode and encoding")
        }
        return try parse(text, name: name, file: file)
      }
    }
    guard let bytes = source(of: name) else { throw ThemeProblem.unknown(name, available(userFolder: userFolder)) }
    return try parse(String(decoding: bytes, as: UTF8.self), name: name, file: "\(name).toml")
  }

  /// Reads a theme's text.
  public static func parse(_ text: String, name: String, file: String) throws(ThemeProblem) -> Theme {
    do throws(TOMLProblem) {
      return try ThemeReader(root: TOMLDocument(text: text, file: file).root).theme(name: name)
    } catch {
      throw ThemeProblem(error.description)
    }
  }

  private static func source(of name: String) -> [UInt8]? {
    switch name {
    case "dark": PackageResources.dark_toml
    case "light": PackageResources.light_toml
    case "high-contrast": PackageResources.high_contrast_toml
    case "mono": PackageResources.mono_toml
    default: nil
    }
  }

  /// A name is part of a path, so it holds nothing that could leave the folder.
  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 64
      && text.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
          UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}

/// What is wrong with a theme and what to do, with file, line and column when there is a file.
public struct ThemeProblem: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }

  static func unknown(_ name: String, _ known: [String]) -> ThemeProblem {
    ThemeProblem("there is no theme \"\(name.prefix(64))\"; choose one of \(known.joined(separator: ", "))")
  }
}
