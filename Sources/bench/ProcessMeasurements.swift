internal import Domain
internal import LocalServers
internal import VaultEngine

/// The binary as a user starts it: its version, its first frame, one whole call.
struct ProcessMeasurements {
  let binary: String
  let folder: String

  func run() async throws {
    var version = Measurement("--version, whole process")
    for _ in 0..<40 { try version.timeBlocking { try ChildProcess(program: binary, arguments: ["--version"]).run() } }
    version.report(goal: .milliseconds(15))

    let home = "\(folder)/process"
    let environment = [
      "HOME": home, "GATEHOUSE_HOME": "\(home)/vault", "XDG_STATE_HOME": "\(home)/state",
      "XDG_CONFIG_HOME": "\(home)/configuration", "TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin",
      "TMPDIR": folder,
    ]
    try paint("first paint, no vault yet", ChildProcess(program: binary, environment: environment), goal: 50)
    let server = try await LocalServer.start()
    let vault = try await Vault.create(
      at: VaultLocation(environment: environment), passphrase: SecretBytes("bench"),
      options: VaultOptions(allowsWeakPassphrase: true))
    for number in 1...12 {
      _ = try await vault.storeSecret(
        try .bench("bench-\(number)", at: server.origin), .token(SecretBytes("demo_token_of_the_bench")))
    }
    // Closed, so that each process below is the vault's only one; its keys stay in the keyring.
    let isUnlocked = try await vault.status().usesKeyring
    await vault.close()

    let portal = ChildProcess(program: binary, environment: environment)
    try paint("first paint, portal with a vault", portal, goal: 50)
    if isUnlocked {
      try paint("first paint with data, 12 grants", portal, showing: "bench-12", goal: 100)
      try keys(portal)
    }
    try paint(
      "first paint, demo", ChildProcess(program: binary, arguments: ["demo"], environment: environment), goal: 50,
      rounds: 5)

    if isUnlocked {
      var request = Measurement("gatehouse request, unlocked, whole process")
      let call = ChildProcess(
        program: binary, arguments: ["request", "GET", server.origin, "--grant", "bench-1"], environment: environment)
      for _ in 0..<60 { try request.timeBlocking { try call.run() } }
      request.report(goal: .milliseconds(30))
      try ChildProcess(program: binary, arguments: ["lock"], environment: environment).run()
    } else {
      Report.note("what needs an unlocked vault", "not measured: this machine refuses the kernel's keyring")
    }
    await server.stop()
  }

  private func paint(
    _ name: String, _ process: ChildProcess, showing text: String? = nil, goal: Int, rounds: Int = 20
  ) throws {
    var measurement = Measurement(name)
    for _ in 0..<rounds {
      var session: TerminalSession?
      try measurement.timeBlocking {
        session = try TerminalSession(process)
        try session?.readFrame(showing: text)
      }
      session?.end()
    }
    measurement.report(goal: .milliseconds(goal))
  }

  /// Moves the cursor up and down in the list of grants.
  private func keys(_ portal: ChildProcess) throws {
    let session = try TerminalSession(portal)
    defer { session.end() }
    try session.readFrame(showing: "bench-12")
    session.settle()
    session.type("2")
    session.settle()
    var paint = Measurement("key to paint, 95 in 100 within")
    var sizes: [Int] = []
    for round in 0..<200 {
      session.type(round % 16 < 8 ? "j" : "k")
      var size = 0
      try paint.timeBlocking { size = try session.readFrame() }
      sizes.append(size)
      session.settle(milliseconds: 5)
    }
    Report.line(paint.name, paint.quantile(95), goal: .milliseconds(8))
    Report.line("written for one move of the cursor", sizes.sorted()[sizes.count / 2], "bytes", goal: 600)
    Report.line("resident, portal with 12 grants", session.residentKiB / 1024, "MiB", goal: 30)
  }
}

extension SecretDraft {
  static func bench(_ name: String = "bench", at origin: String) throws -> SecretDraft {
    SecretDraft(
      name: name, provider: "custom", kind: "", binding: try Binding(origins: [try Origin(origin)]),
      injection: .bearer())
  }
}
