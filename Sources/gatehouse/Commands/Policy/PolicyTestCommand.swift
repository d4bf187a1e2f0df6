internal import ArgumentParser
internal import Domain
internal import Outbound
internal import VaultEngine

extension PolicyCommand {
  struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "test",
      abstract: "Say what would be decided of a call, and why; nothing is sent.",
      discussion: """
        Tells the rule that decides, those that match and lose, and what would change the decision. Exits 0 when the \
        call would pass, 77 when it would be denied or wants an approval.

        Example:
          gatehouse policy test DELETE https://api.stripe.com/v1/customers/cus_1 --grant stripe-live
          gatehouse policy test POST https://api.stripe.com/v1/refunds --grant stripe-live --caller ci \\
            --at 2026-11-28T22:00:00Z -H 'Content-Type: application/json' --data '{"amount": 5000}'
        """)

    @Argument(help: "GET, POST, …") var method: String
    @Argument(help: "The whole URL.") var url: String
    @Option(help: "The grant, by id or name.") var grant: String
    @Option(help: "Who would ask.") var caller = "cli"
    @Option(help: ArgumentHelp("When; without it now.", valueName: "time")) var at: String?
    @Option(help: ArgumentHelp("The caller's address; without it this machine's.", valueName: "address"))
    var address: String?
    @Option(
      name: [.customShort("H"), .customLong("header")],
      help: ArgumentHelp("A header of the call; repeat for more.", valueName: "name: value"))
    var header: [String] = []
    @Option(help: ArgumentHelp("The body: @FILE, @- or - for standard input, or the text.", valueName: "data"))
    var data: String?
    @OptionGroup var json: JSONOption

    func run() async throws {
      let headers = try header.map { text in try Arguments.header(text) }
      let (address, time) = (try checkedAddress(), try checkedTime())
      let body = try await RequestBody(data).opened().beginning(CallBody.limit + 1)
      let name = grant
      let (decision, grant) = try await Session.open { vault in
        try await vault.decide(
          method: method.uppercased(), url: url, grant: name, headers: headers, body: body, caller: caller,
          address: address, at: time)
      }
      if json.isOn {
        try Output.line(Documents.decision(decision, grant: grant).text())
      } else {
        var pairs = [
          ("decision", decision.verdict.rawValue), ("decided by", decision.decider.description),
          ("reason", decision.reason), ("would pass", decision.remedy),
        ]
        pairs += decision.overruled.map { ("overruled", $0) }
        pairs += decision.changes.map { ("would change", $0) }
        pairs.append(("taken out", decision.redactions.map(\.description).joined(separator: ", ")))
        try Output.line(Table.details(pairs))
      }
      if decision.verdict != .allow { throw EndedWith(status: .denied) }
    }

    private func checkedAddress() throws -> NetworkAddress {
      guard let text = address else { return .thisMachine }
      guard let address = NetworkAddress(text) else {
        throw Failure.badInput("\(Printable.text(text, limit: 60)) is no address", hint: "write 10.0.0.7 or fd00::1")
      }
      return address
    }

    private func checkedTime() throws -> Timestamp? {
      guard let text = at else { return nil }
      guard let time = Timestamp(text) else {
        throw Failure.badInput(
          "\(Printable.text(text, limit: 40)) is no time", hint: "write 2026-11-24T14:00:00Z, or a date")
      }
      return time
    }
  }
}

extension OutboundBody {
  /// The whole body, or a little more than `limit` bytes of a longer one.
  fileprivate func beginning(_ limit: Int) async throws -> [UInt8] {
    switch self {
    case .none: return []
    case .bytes(let bytes): return bytes
    case .stream(_, let chunks):
      var bytes: [UInt8] = []
      for try await chunk in chunks {
        bytes += chunk
        if bytes.count > limit { break }
      }
      return bytes
    }
  }
}
