internal import Domain
internal import Glibc
internal import LocalServers
internal import Outbound
internal import VaultEngine

/// The same call direct and through the vault, in turns; what comes on top is compared with one sync and half a
/// millisecond.
enum RequestMeasurement {
  static func run(in folder: String) async throws {
    let server = try await LocalServer.start()
    let client = try OutboundClient()
    let vault = try await Vault.create(
      at: VaultLocation(
        home: "\(folder)/requests/vault", state: "\(folder)/requests/state",
        configuration: "\(folder)/requests/configuration"),
      passphrase: SecretBytes("bench"), options: VaultOptions(allowsWeakPassphrase: true, usesKeyring: false))
    _ = try await vault.storeSecret(try .bench(at: server.origin), .token(SecretBytes("demo_token_of_the_bench")))
    let url = try CanonicalURL(server.origin)

    var direct = Measurement("a request, direct")
    var through = Measurement("the same through the vault")
    var sync = Measurement("one sync (4 KiB and fdatasync)")
    let file = open("\(folder)/sync", O_WRONLY | O_CREAT, 0o600)
    let block = [UInt8](repeating: 1, count: 4096)
    for round in 0..<420 {
      var (one, two, three) = (direct, through, sync)
      try await one.time {
        let request = OutboundRequest(method: "GET", url: url, destination: .local)
        for try await _ in try await client.send(request).body {}
      }
      try await two.time {
        for try await _ in try await vault.request(.get, server.origin, grantID: "bench").body {}
      }
      three.timeBlocking {
        _ = write(file, block, block.count)
        fdatasync(file)
      }
      // The first rounds open connections and fill caches.
      if round >= 20 { (direct, through, sync) = (one, two, three) }
    }
    close(file)
    for measurement in [direct, through, sync] { measurement.report() }
    Report.line(
      "on top of the direct request and one sync", through.median - direct.median - sync.median,
      goal: .microseconds(500))
    await client.shutdown()
    await vault.close()
    await server.stop()
  }
}
