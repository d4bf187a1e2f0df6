import Testing

/// The unmodified package alter-sdk from PyPI against a real broker over a real vault. A script a subject; each names its
/// checks, so that a failure names what does not work.
@Suite("Alter's SDK")
struct PackageTests {
  @Test(
    "works unchanged",
    arguments: [
      "retrieve", "proxy", "grants", "approvals", "agents", "keys", "narrowing", "connect", "security", "others",
    ])
  func works(script: String) async throws {
    try await SDKBroker.with { broker, configuration in try await broker.run(script, configuration) }
  }
}
