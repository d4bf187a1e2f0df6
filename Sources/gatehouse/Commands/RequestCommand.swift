internal import ArgumentParser
internal import Domain
internal import Outbound
internal import VaultEngine

struct RequestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request",
    abstract: "Make a call with a grant's credential, which this command never sees.",
    discussion: """
      The body goes to standard output as it arrives. The exit code is 0 whatever the provider's status, unless \
      --fail is given. Redirects are printed, never followed. A call that a policy asks about waits until it is \
      approved, and says so on standard error.

      Example:
        gatehouse request GET https://api.stripe.com/v1/balance --grant stripe-live
        gatehouse request POST https://api.github.com/user/repos --grant github \\
          -H 'Content-Type: application/json' --data @repo.json
      """)

  @Argument(help: "GET, POST, …") var method: String
  @Argument(help: "The whole URL; its origin must be one the grant is bound to.") var url: String
  @Option(help: "The grant, by id or name.") var grant: String
  @Option(
    name: [.customShort("H"), .customLong("header")],
    help: ArgumentHelp("A header of your own; repeat for more.", valueName: "name: value"))
  var header: [String] = []
  @Option(help: ArgumentHelp("The body: @FILE, @- or - for standard input, or the text.", valueName: "data"))
  var data: String?
  @Option(help: "Why the call is made, for whoever is asked to approve it.") var reason: String = ""
  @Flag(help: "Print status and headers before the body.") var include = false
  @Flag(help: "Exit 1 when the status is not 2xx; the body is printed all the same.") var fail = false
  @OptionGroup var passphrase: PassphraseOptions
  @Flag(help: ArgumentHelp("Print errors as JSON; the body stays what it is.")) var json = false

  func run() async throws {
    let headers = try header.map { text in try Arguments.header(text) }
    let body = RequestBody(data)
    try StandardInput.refuseTwice(
      ("the passphrase", passphrase.usesStandardInput), ("the body", body == .standardInput))
    let status = try await Session.use(passphrase) { vault in
      let response = try await vault.request(
        RequestMethod(method.uppercased()), url, grantID: grant, headers: headers, body: try body.opened(),
        caller: "cli", reason: reason
      ) { parked in Self.tell(parked) }
      var printer = BodyPrinter()
      if include { try Output.bytes(Self.head(of: response)) }
      for try await chunk in response.body { try Output.bytes(printer.printable(chunk)) }
      try Output.bytes(printer.rest())
      return response.status
    }
    if fail, !(200...299).contains(status) {
      throw Failure(
        .failure, code: "status", "the provider answered \(status)", hint: "its answer is on standard output")
    }
  }

  /// Says on standard error what is waited for.
  private static func tell(_ call: ParkedCall) {
    let rules = call.asks.map(\.decider.description).joined(separator: ", ")
    let seconds = (call.expiresAt.microseconds - call.parkedAt.microseconds) / 1_000_000
    Output.note(
      "\(rules) wants an approval; waiting for up to \(seconds) s. Press ! in the portal, or run: "
        + "gatehouse approvals approve \(call.id.description.prefix(8))")
  }

  private static func head(of response: VaultResponse) -> [UInt8] {
    var text = "HTTP \(response.status)\n"
    for (name, value) in response.headers { text += Printable.text("\(name): \(value)") + "\n" }
    return Array((text + "\n").utf8)
  }
}
