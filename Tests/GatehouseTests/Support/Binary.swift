import Foundation

/// The executable under test: it lies beside the test bundle.
enum Binary {
  static let path: String = {
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for folder in [bundle, Bundle.main.bundleURL, Bundle.main.bundleURL.deletingLastPathComponent()] {
      let candidate = folder.appendingPathComponent("gatehouse").path
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    }
    preconditionFailure("gatehouse is not built; run: swift build")
  }()
}
