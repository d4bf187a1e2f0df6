internal import Domain

/// What the connect page says before the user has answered, in words for somebody who has never heard of Gatehouse.
struct ConnectWording {
  let visit: ConnectVisit
  /// The token of its forms.
  let form: String
  let now: Timestamp
  /// Whether the application could take the credential out of Gatehouse.
  let mayReceive: Bool

  private var session: ConnectSession { visit.session }
  private var wish: ConnectWish { visit.session.wish }

  private var common: PageFields {
    [
      "application": .text(session.application), "action": .text(visit.path.place), "form": .text(form),
      "timeLeft": .text(timeLeft),
    ]
  }

  // MARK: Which account

  func choice(_ offers: [ConnectOffer]) -> PageFields {
    let lines = offers.map { offer -> PageFields in
      let way = if case .authorize = offer.way { "You sign in there and agree" } else { "You paste a key of yours" }
      return [
        "name": .text(offer.name), "way": .text(way),
        "path": .text("\(visit.path.place)?provider=\(FormFields.encoded(offer.provider))"),
      ]
    }
    return common.merging([
      "title": .text("Connect an account for \(session.application)"), "offers": .list(lines),
      "hasOffers": .flag(!offers.isEmpty), "wanted": .text(wish.providers.joined(separator: ", ")),
    ]) { $1 }
  }

  // MARK: What is asked

  /// - Parameters:
  ///   - count: how many ways there are to choose from.
  ///   - problem: what was wrong with the key, or with the attempt.
  func start(
    _ offer: ConnectOffer, of count: Int, notice: (title: String, text: String)?, problem: String?
  ) -> PageFields {
    var fields = common
    fields["provider"] = .text(offer.provider)
    fields["facts"] = .facts(facts(offer))
    fields["others"] = .flag(count > 1)
    var notice = notice
    switch offer.way {
    case .authorize(_, let scopes):
      fields["asks"] = .text(
        wish.repairs == nil
          ? "asks to use your \(offer.name) account" : "asks you to connect your \(offer.name) account again")
      fields["title"] = .text("Connect \(offer.name)")
      fields["agree"] = .text("Continue to \(offer.name)")
      fields["hasScopes"] = .flag(!scopes.isEmpty)
      fields["scopes"] = .list(
        scopes.map { ["words": .text($0.inWords), "id": .text($0.inWords == $0.id ? "" : $0.id)] })
      if let problem { notice = ("That did not work", problem) }
    case .key(let kinds, let whereToFind):
      fields["asks"] = .text("asks for a key of yours for \(offer.name)")
      fields["title"] = .text("Give a key for \(offer.name)")
      fields["agree"] = "Give this key"
      fields["key"] = .fields([
        "label": .text("Your \(offer.name) key"), "kinds": .text(Self.list(kinds, "or")),
        "link": whereToFind.flatMap { RefreshTarget($0) }.map {
          .fields(["url": .whole($0.url), "host": .text($0.host)])
        } ?? .absent,
        "error": .optional(problem),
      ])
    }
    fields["notice"] = notice.map { .fields(["title": .text($0.title), "text": .text($0.text)]) } ?? .absent
    fields["assurances"] = .texts(assurances(offer))
    return fields
  }

  private func facts(_ offer: ConnectOffer) -> [(name: String, value: String)] {
    let isKey = if case .key = offer.way { true } else { false }
    return [
      ("Asked by", session.application == session.callerName ? "" : "the program \(session.callerName)"),
      ("For", wish.user ?? ""),
      ("Called", wish.label),
      ("May do", isKey && wish.methods.isEmpty && wish.paths.isEmpty ? "All that the key allows" : ""),
      ("Only to", methods),
      ("Only at", wish.paths.joined(separator: "\n")),
      ("Sent only to", Self.hosts(offer.origins)),
      ("Until", lifetime),
      ("Also given to", others),
      ("Afterwards", wish.returnURL.flatMap { RefreshTarget($0) }.map { "You go back to \($0.host)" } ?? ""),
    ]
  }

  private var methods: String {
    if wish.methods.isEmpty { return "" }
    let isReading = Set(wish.methods).isSubset(of: ["GET", "HEAD", "OPTIONS"])
    let list = wish.methods.joined(separator: ", ")
    return isReading ? "read (\(list))" : "make requests of the kind \(list)"
  }

  private var others: String {
    if session.agentName.isEmpty {
      return wish.isDelegable ? "agents of \(session.application), where it hands it on" : ""
    }
    return "the agent \(session.agentName)"
      + (wish.isDelegable ? ", which may hand it on" : ", which cannot hand it on")
  }

  private var lifetime: String {
    let longest = wish.longestLifetime.map { ", and you can make it longer, up to \(Self.duration($0))" } ?? ""
    if let lifetime = wish.lifetime { return "\(Self.duration(lifetime)) from now, then it ends by itself\(longest)" }
    if let end = wish.latestEnd { return "\(end.localDate) \(end.localTime.prefix(5)), then it ends by itself" }
    if let longest = wish.longestLifetime { return "\(Self.duration(longest)) from now, then it ends by itself" }
    return "You take it back"
  }

  private func assurances(_ offer: ConnectOffer) -> [String] {
    let application = session.application
    var sentences: [String]
    let ending: String
    switch offer.way {
    case .authorize:
      sentences = [
        "You sign in at \(offer.name) itself: your password is not seen here.",
        "Gatehouse, a program on this computer, keeps the access encrypted and notes every use of it.",
      ]
      ending = "in the settings of your \(offer.name) account"
    case .key:
      sentences = ["Gatehouse, a program on this computer, keeps your key encrypted and notes every use of it."]
      ending = "by ending the key at \(offer.name)"
    }
    let what = if case .key = offer.way { "your key" } else { "the access itself" }
    sentences.append(
      mayReceive
        ? "\(application) may also take \(what) out of Gatehouse, which then does not see what is done with it."
        : "It makes the calls for \(application), which does not get \(what).")
    return [
      sentences.joined(separator: " "),
      "You can take it back at any time: in your wallet, to which \(application) gives you the link, or \(ending).",
    ]
  }

  private var timeLeft: String {
    let minutes = (session.expiresAt.seconds - now.seconds) / 60
    return minutes < 1
      ? "This page can be used for less than a minute more."
      : "This page can be used for \(minutes) more \(minutes == 1 ? "minute" : "minutes")."
  }

  // MARK: Words

  /// `a, b or c`.
  private static func list(_ words: [String], _ and: String) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(and) \(last)"
  }

  /// Without what everybody expects.
  private static func hosts(_ origins: [String]) -> String {
    origins.map { $0.hasPrefix("https://") ? String($0.dropFirst(8)) : $0 }.joined(separator: "\n")
  }

  /// `30 days`, `12 hours`, `90 minutes`.
  static func duration(_ seconds: Int64) -> String {
    for (unit, name) in [(Int64(86_400), "day"), (3600, "hour"), (60, "minute")]
    where seconds >= unit && seconds % unit == 0 {
      return seconds == unit ? "1 \(name)" : "\(Printable.count(seconds / unit)) \(name)s"
    }
    return seconds == 1 ? "1 second" : "\(Printable.count(seconds)) seconds"
  }
}
