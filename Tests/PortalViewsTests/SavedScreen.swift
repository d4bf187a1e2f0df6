import Foundation
import PortalModel
import PortalViews
import Screen
import Testing

/// Compares a frame with the text file of that name beside the tests. With `RECORD_SCREENS=1` in the environment the
/// files are written anew instead; look at the difference before you keep it.
func expectScreen(
  _ model: PortalModel, _ name: String, _ columns: Int, _ rows: Int,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let frame = PortalViews.frame(model, size: Size(columns: columns, rows: rows))
  let shown = frame.lines.map { line in
    var line = line[...]
    while line.last == " " { line.removeLast() }
    return String(line)
  }
  let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Screens/\(name)-\(columns)x\(rows).txt")
  let text = shown.joined(separator: "\n") + "\n"
  if ProcessInfo.processInfo.environment["RECORD_SCREENS"] != nil {
    #expect(throws: Never.self) { try text.write(to: file, atomically: true, encoding: .utf8) }
    return
  }
  guard let saved = try? String(contentsOf: file, encoding: .utf8) else {
    Issue.record("\(file.lastPathComponent) is missing; RECORD_SCREENS=1 writes it", sourceLocation: sourceLocation)
    return
  }
  guard saved != text else { return }
  let expected = saved.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  var report = "\(file.lastPathComponent) differs (- saved, + now):"
  for row in 0..<max(expected.count, shown.count) {
    let (before, now) = (row < expected.count ? expected[row] : "", row < shown.count ? shown[row] : "")
    if before != now { report += "\n\(row + 1) -\(before)\n\(row + 1) +\(now)" }
  }
  Issue.record("\(report)", sourceLocation: sourceLocation)
}
