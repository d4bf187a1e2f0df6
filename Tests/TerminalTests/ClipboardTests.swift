import Foundation
import LocalServers
import Testing

@testable import Terminal

@Suite("Copying")
struct ClipboardTests {
  /// A folder with one program in it, which stands for the desktop's tool.
  private func withTool(
    _ name: String, _ script: String, _ body: (_ environment: [String: String], _ folder: String) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "copy-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try ScriptFile.write(script, to: folder + "/" + name)
    try await body(["PATH": folder + ":/usr/bin:/bin", "WAYLAND_DISPLAY": "wayland-0"], folder)
  }

  @Test("uses the tool of the display and names it")
  func tool() async throws {
    try await withTool("wl-copy", "cat > \"$(dirname \"$0\")/copied\"") { environment, folder in
      #expect(await Clipboard.copyWithTool("grant", environment: environment) == "wl-copy")
      let copied = try String(contentsOfFile: folder + "/copied", encoding: .utf8)
      #expect(copied == "grant")
    }
  }

  @Test("gives up a tool that hangs or fails")
  func hangingTool() async throws {
    try await withTool("wl-copy", "exec sleep 600") { environment, _ in
      #expect(await Clipboard.copyWithTool("grant", environment: environment) == nil)
    }
    try await withTool("wl-copy", "exit 1") { environment, _ in
      #expect(await Clipboard.copyWithTool("grant", environment: environment) == nil)
    }
  }

  @Test("uses no tool where there is no display")
  func noDisplay() async {
    #expect(Clipboard.tools(["PATH": "/usr/bin"]).isEmpty)
    #expect(Clipboard.tools(["DISPLAY": ":0"]).map { $0[0] } == ["xclip", "xsel", "pbcopy"])
    #expect(await Browser.open("https://example.com", environment: [:]) == false)
    #expect(await Browser.open("file:///etc/passwd", environment: ["DISPLAY": ":0", "PATH": ""]) == false)
  }
}
