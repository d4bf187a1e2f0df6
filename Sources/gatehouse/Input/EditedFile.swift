internal import Domain
internal import Foundation
internal import Glibc

/// A text in a private file, and the user's editor over it. The file stays until ``remove()``, so that nothing that was
/// typed is lost.
struct EditedFile {
  let name: String
  /// As it was last written by the editor, with its first line.
  private(set) var text: String
  /// What the first line tells when the editor opens again.
  var mistake: String?
  private let folder: String

  var path: String { "\(folder)/\(name)" }

  /// - Parameter name: a file name; the folder is new and nobody else's.
  init(name: String, text: String) throws {
    self.name = name
    let base = Environment.value("TMPDIR") ?? "/tmp"
    var template = Array("\(base)/gatehouse-edit-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else {
      throw Failure(.failure, "cannot make a folder in \(base): \(SystemError.text())", hint: "set TMPDIR to another")
    }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // The first line is always there, so that the lines of mistakes are those of the editor.
    self.text = "# Save and close to keep it; close it unchanged to leave it as it is.\n" + text
    try write(self.text)
  }

  /// Opens the editor and reads what it left; false when nothing was changed.
  mutating func open() throws -> Bool {
    var shown = text
    if let mistake {
      let rest = text.firstIndex(of: "\n").map { text[$0...] } ?? ""
      shown = "# Mistake: \(Printable.text(mistake))" + rest
      if !text.hasPrefix("#") { shown = "# Mistake: \(Printable.text(mistake))\n" + text }
    }
    try write(shown)
    try Editor.run(path)
    guard let data = FileManager.default.contents(atPath: path), let read = String(validating: data, as: UTF8.self)
    else { throw Failure.badInput("\(path) cannot be read as text", hint: "it is kept as it is") }
    text = read
    return read != shown
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  private func write(_ text: String) throws {
    let file = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Failure(.failure, "cannot write \(path): \(SystemError.text())") }
    defer { close(file) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
      guard count > 0 else { throw Failure(.failure, "cannot write \(path): \(SystemError.text())") }
      rest = rest.dropFirst(count)
    }
  }
}
