internal import Domain
internal import Glibc
internal import Outbound
internal import ProviderCatalog
internal import VaultCrypto

/// A parked call as it is sealed and answered: exactly what would be sent, who asks, and which rules want to be asked.
struct ParkedContent: Sendable {
  /// What would go out, but for the credential.
  struct Message: Hashable, Sendable {
    let method: String
    let url: CanonicalURL
    let headers: [Injection.Header]
    let body: [UInt8]

    /// nil for a body that is not in memory.
    init?(_ call: Call) {
      switch call.body {
      case .none: body = []
      case .bytes(let bytes): body = bytes
      case .stream: return nil
      }
      method = call.method
      url = call.url
      headers = call.headers.map { Injection.Header(name: $0.name, value: $0.value) }
    }

    init(method: String, url: CanonicalURL, headers: [Injection.Header], body: [UInt8]) {
      self.method = method
      self.url = url
      self.headers = headers
      self.body = body
    }
  }

  let id: Identifier
  let grant: Identifier
  let message: Message
  let caller: CallerFacts
  /// The caller's own words.
  let reason: String
  let parkedAt: Timestamp
  let expiresAt: Timestamp
  /// Policy, version, number and text of each rule that asks.
  let asks: [Decision.Ask]

  init(
    id: Identifier, grant: Identifier, message: Message, caller: CallerFacts, reason: String, parkedAt: Timestamp,
    expiresAt: Timestamp, asks: [Decision.Ask]
  ) {
    self.id = id
    self.grant = grant
    self.message = message
    self.caller = caller
    self.reason = reason
    self.parkedAt = parkedAt
    self.expiresAt = expiresAt
    self.asks = asks
  }

  /// A call that begins to wait, as long as the most impatient of its rules lets it.
  init(_ call: Call, message: Message, grant: Identifier, asks: [Decision.Ask], now: Timestamp) {
    self.init(
      id: call.requestID, grant: grant, message: message,
      caller: CallerFacts(name: call.caller, pid: getpid(), folder: FileSystem.currentFolder), reason: call.reason,
      parkedAt: now, expiresAt: now.adding(seconds: asks.map(\.approval.timeoutSeconds).min() ?? 0), asks: asks)
  }

  /// What a policy can look at.
  var facts: CallFacts {
    CallFacts(
      method: message.method, url: message.url, caller: caller.name,
      body: CallBody(message.body, headers: message.headers.map { ($0.name, $0.value) }))
  }

  var shape: CallShape {
    CallShape(
      of: facts, grant: grant, place: place, urlDigest: message.url.digest, asks: asks)
  }

  /// The URL as it may be shown.
  var place: String { "\(message.url.origin)\(CredentialMask.path(message.url.path))" }

  /// What an answer is signed for.
  var digest: [UInt8] { SHA256Hash.of(encode()) }

  func encode() -> [UInt8] {
    CanonicalWriter.write { fields in
      fields.append(Int64(1))
      fields.append(id)
      fields.append(grant)
      fields.append(message.method)
      fields.append(message.url.description)
      fields.append(message.headers.flatMap { [$0.name, $0.value] })
      fields.append(message.body)
      fields.append(caller.name)
      fields.append(Int64(caller.pid))
      fields.append(caller.folder ?? "")
      fields.append(reason)
      fields.append(parkedAt)
      fields.append(expiresAt)
      fields.append(
        asks.flatMap { ask -> [String] in
          guard case .rule(let policy, let version, let number) = ask.decider else { return [] }
          return [policy, String(version), String(number), ask.rule.description]
        })
    }
  }

  static func decode(_ bytes: [UInt8]) throws(CanonicalReader.Malformed) -> ParkedContent {
    try CanonicalReader.read(bytes) { (fields) throws(CanonicalReader.Malformed) in
      try fields.version(1)
      let (id, grant, method) = (try fields.identifier(), try fields.identifier(), try fields.text())
      guard let url = try? CanonicalURL(try fields.text()) else { throw CanonicalReader.Malformed() }
      let headers = try fields.pairs()
      let message = Message(method: method, url: url, headers: headers, body: try fields.bytes())
      let (name, pid, folder) = (try fields.text(), try fields.integer(), try fields.text())
      let (reason, parkedAt, expiresAt) = (try fields.text(), try fields.time(), try fields.time())
      let texts = try fields.list()
      guard texts.count % 4 == 0 else { throw CanonicalReader.Malformed() }
      var asks: [Decision.Ask] = []
      for index in stride(from: 0, to: texts.count, by: 4) {
        guard let version = Int(texts[index + 1]), let number = Int(texts[index + 2]),
          let rule = try? Rule(texts[index + 3])
        else { throw CanonicalReader.Malformed() }
        asks.append(
          Decision.Ask(decider: .rule(policy: texts[index], version: version, number: number), rule: rule))
      }
      return ParkedContent(
        id: id, grant: grant, message: message,
        caller: CallerFacts(
          name: name, pid: Int32(truncatingIfNeeded: pid), folder: folder.isEmpty ? nil : folder),
        reason: reason, parkedAt: parkedAt, expiresAt: expiresAt, asks: asks)
    }
  }
}

extension CanonicalURL {
  /// SHA-256 of all of it.
  var digest: [UInt8] { SHA256Hash.of(Array(description.utf8)) }
}

extension CanonicalReader {
  fileprivate mutating func pairs() throws(Malformed) -> [Injection.Header] {
    let texts = try list()
    guard texts.count % 2 == 0 else { throw Malformed() }
    return stride(from: 0, to: texts.count, by: 2).map { Injection.Header(name: texts[$0], value: texts[$0 + 1]) }
  }
}
