internal import ArgumentParser
internal import Domain
internal import VaultEngine

extension CallersCommand {
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Make a caller and print its key, once.",
      discussion: """
        The key is the only thing on standard output. The vault keeps no copy; who \
        loses it rotates it.

        Rights: \(CallerRight.usual.sorted().map(\.rawValue).joined(separator: ", ")). \
        Without --right the caller has all of these. To receive credentials \
        themselves is no such right: see --retrieve. Nor is \(CallerRight.walletLinks.rawValue): \
        see --wallet-links.

        Example:
          gatehouse callers add ci --grant stripe-live --rate 60 --expires 30d
        """)

    @Argument(help: "Its name, as in rules and in the log.") var name: String
    @Option(help: "A grant it may use, by id or name; may be repeated. Without it: every grant.") var grant: [String] =
      []
    @Option(help: "A right it has; may be repeated. Without it: the usual ones.") var right: [String] = []
    @Flag(
      help: """
        This caller receives the token. What it does with it, no rule binds any \
        more. Each release is in the log.
        """)
    var retrieve = false
    @Flag(
      help: """
        This caller makes links to the wallets of end users. Whoever opens one can \
        approve what policies ask the user.
        """)
    var walletLinks = false
    @Flag(help: "An agent, not an app.") var agent = false
    @Option(
      help: ArgumentHelp(
        "Addresses it may call from, as 127.0.0.1 or 10.0.0.0/8; may be repeated.", valueName: "range"))
    var address: [String] = []
    @Option(help: ArgumentHelp("The most calls a minute.", valueName: "calls")) var rate: Int?
    @Option(help: ArgumentHelp("When it ends: 12h, 30d, or 2027-01-31.", valueName: "time")) var expires: String?
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var json: JSONOption

    func run() async throws {
      var draft = CallerDraft(name: try Arguments.name(name, of: "caller"), kind: agent ? .agent : .app)
      draft.rights = try rights()
      draft.addresses = try address.map(CallerArguments.range)
      draft.ratePerMinute = rate
      draft.expiresAt = try expires.map(Arguments.moment)
      let asked = draft
      let minted = try await Session.admin(passphrase) { vault in
        var draft = asked
        if !grant.isEmpty {
          var ids: Set<Identifier> = []
          for name in grant { ids.insert(try await vault.grant(named: name).id) }
          draft.reach = .only(ids)
        }
        return try await vault.addCaller(draft, by: .admin)
      }
      try CallerArguments.print(minted, asJSON: json.isOn)
    }

    private func rights() throws -> Set<CallerRight> {
      var rights = right.isEmpty ? CallerRight.usual : []
      for text in right {
        guard let known = CallerRight(rawValue: text) else {
          let nearest = Nearest.match(text, in: CallerRight.allCases.map(\.rawValue))
          throw Failure.badInput(
            "\(Printable.text(text, limit: 40)) is no right",
            hint: nearest.map { "did you mean \($0)?" } ?? "see: gatehouse callers add --help")
        }
        guard known != .retrieve else {
          throw Failure.badInput(
            "\(text) lets the caller receive credentials themselves", hint: "where that is meant, give --retrieve")
        }
        rights.insert(known)
      }
      if retrieve { rights.insert(.retrieve) }
      if walletLinks { rights.insert(.walletLinks) }
      return rights
    }
  }
}

/// What the commands about callers read and print alike.
enum CallerArguments {
  static func range(_ text: String) throws(Failure) -> AddressRange {
    guard let range = AddressRange(text) else {
      throw .badInput(
        "\(Printable.text(text, limit: 60)) is no range of addresses", hint: "write 127.0.0.1, 10.0.0.0/8 or fd00::/8")
    }
    return range
  }

  /// The key alone, for a pipe; what is to be known of it goes to standard error.
  static func print(_ minted: MintedKey, asJSON: Bool) throws {
    let text = minted.text.text() ?? ""
    guard !asJSON else { return try Output.line(CallerDocuments.minted(minted, text).text()) }
    try Output.line(text)
    Output.note("This is the key of \(minted.caller.name). It is shown once; keep it where the program finds it.")
  }

  /// A key by its id, or by the beginning that is shown of it, where one only has that.
  static func key(_ text: String?, of caller: Caller) throws(Failure) -> CallerKey {
    let living = CallerDocuments.living(caller.keys)
    guard let text else {
      let present = living.filter { $0.deprecatedAt == nil }
      guard present.count == 1, let only = present.first else {
        throw .badInput(
          "\(caller.name) has \(present.count == 0 ? "no key" : "\(present.count) keys") that could be meant",
          hint: "name one with --key; see: gatehouse callers show \(caller.name)")
      }
      return only
    }
    let wanted = text.hasSuffix("…") ? String(text.dropLast()) : text
    let found = caller.keys.filter { $0.id.description == wanted.lowercased() || $0.prefix == wanted }
    guard found.count == 1, let only = found.first else {
      throw .badInput(
        "\(caller.name) has \(found.isEmpty ? "no key" : "several keys") \(Printable.text(wanted, limit: 40))",
        hint: "see: gatehouse callers show \(caller.name)")
    }
    return only
  }
}
