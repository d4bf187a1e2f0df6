internal import Domain
internal import Screen

/// A new caller: what it may use and do, from where, how often, until when. Its key is handed out when it is made.
public struct CallerForm: Sendable, Equatable {
  public private(set) var form: Form
  /// Why it was not made.
  public private(set) var problem: PortalFailure?

  private static let rightsPrefix = "right."
  static let usual = "usual"
  static let calls = "calls only"
  static let chosen = "choose"

  public init(in context: DialogContext) {
    let chosen = CallerRight.allCases.filter { $0 != .retrieve }.map { right in
      FormField.toggle(Self.rightsPrefix + right.rawValue, right.inWords, !CallerRight.special.contains(right))
    }
    form = Form(
      fields: [
        .text("name", "Name", note: "as rules and the log call it"),
        .choice("kind", "Kind", Caller.Kind.allCases.map(\.rawValue), note: "your program, or an agent's"),
        .text("grants", "Grants", note: "names with blanks between; empty: every grant"),
        .choice("rights", "Rights", [Self.usual, Self.calls, Self.chosen], note: "within its grants"),
      ] + chosen + [
        .toggle("retrieve", "Token", false, note: "yes: this caller receives the token"),
        .text("addresses", "From", note: "10.0.0.0/8 fd00::/8; empty: anywhere"),
        .text("rate", "Rate", note: "calls a minute; empty: no limit"),
        .text("expires", "Ends", note: "never; or 2h, 30d, 2027-01-31"),
      ], buttons: [FormButton("make", "Make caller"), FormButton("cancel", "Cancel")])
    settle()
  }

  /// The ids of the rights to tick, while they are chosen one by one.
  public var rightFields: [String] {
    form.text("rights") == Self.chosen ? form.fields.map(\.id).filter { $0.hasPrefix(Self.rightsPrefix) } : []
  }

  private mutating func settle() {
    let isChosen = form.text("rights") == Self.chosen
    for index in form.fields.indices where form.fields[index].id.hasPrefix(Self.rightsPrefix) {
      form.fields[index].isHidden = !isChosen
    }
  }

  private var rights: Set<CallerRight> {
    var rights: Set<CallerRight> =
      switch form.text("rights") {
      case Self.usual: CallerRight.usual
      case Self.calls: [.call, .readGrants, .readApprovals]
      default: Set(CallerRight.allCases.filter { form.isOn(Self.rightsPrefix + $0.rawValue) })
      }
    if form.isOn("retrieve") { rights.insert(.retrieve) }
    return rights
  }

  /// The draft, or nil with the problems written beside the fields.
  private mutating func draft(in context: DialogContext) -> CallerDraft? {
    let name = form.text("name")
    let taken =
      context.overview?.callers.contains {
        $0.caller.parent == nil && $0.caller.name == name && $0.caller.revokedAt == nil
      } ?? false
    form["name"]?.problem = Name.isValid(name) ? (taken ? "a caller has this name" : nil) : Name.rule
    let reach = reach(in: context)
    let addresses = addresses()
    let rate = rate()
    var end: Timestamp?
    form["expires"]?.problem = nil
    do { end = try Lifetime.end(form.text("expires"), now: context.now) } catch {
      form["expires"]?.problem = error.description
    }
    guard !form.focusFirstProblem(), let reach else { return nil }
    return CallerDraft(
      name: name, kind: Caller.Kind(rawValue: form.text("kind")) ?? .app, reach: reach, rights: rights,
      addresses: addresses, ratePerMinute: rate, expiresAt: end)
  }

  private var grantNames: [String] { Self.words(form.text("grants")) }

  private mutating func reach(in context: DialogContext) -> Caller.Reach? {
    form["grants"]?.problem = nil
    let names = grantNames
    guard !names.isEmpty else { return .every }
    let live = (context.overview?.grants ?? []).filter { $0.grant.revokedAt == nil }
    var ids: Set<Identifier> = []
    for name in names {
      guard let grant = live.first(where: { $0.grant.name == name }) else {
        form["grants"]?.problem = "there is no grant \(Printable.text(name, limit: 40))"
        return nil
      }
      ids.insert(grant.id)
    }
    return .only(ids)
  }

  private mutating func addresses() -> [AddressRange] {
    let words = Self.words(form.text("addresses"))
    let wrong = words.first { AddressRange($0) == nil }
    form["addresses"]?.problem = wrong.map { "\(Printable.text($0, limit: 40)) is no address range" }
    return words.compactMap { AddressRange($0) }
  }

  private mutating func rate() -> Int? {
    let text = form.text("rate").filter { !$0.isWhitespace }
    let rate = Int(text).flatMap { (1...1_000_000).contains($0) ? $0 : nil }
    form["rate"]?.problem = text.isEmpty || rate != nil ? nil : "write a number of calls, from 1"
    return rate
  }

  private static func words(_ text: String) -> [String] {
    text.split { $0 == "," || $0.isWhitespace }.map(String.init)
  }
}

extension CallerForm: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    switch event {
    case .key(.escape): return .close
    case .answer(.failed(.addCaller, let failure)):
      problem = failure
      return .stay
    default: break
    }
    switch form.handle(event) {
    case .edited(let id):
      form[id]?.problem = nil
      settle()
    case .submitted, .pressed("make"):
      problem = nil
      if let draft = draft(in: context) { return .run(.addCaller(draft)) }
    case .pressed: return .close
    case .moved, .ignored: break
    }
    return .stay
  }

  var title: String { "New caller" }
  var note: String { "its key is handed out once, when it is made" }
  var isDirty: Bool { form.isDirty }

  var sameAs: String? {
    let name = form.text("name")
    var words = ["gatehouse callers add", name.isEmpty ? "NAME" : ShellWord.quoted(name)]
    if form.text("kind") == Caller.Kind.agent.rawValue { words.append("--agent") }
    for grant in grantNames { words += ["--grant", ShellWord.quoted(grant)] }
    let rights = rights
    if rights.subtracting([.retrieve]) != CallerRight.usual {
      for right in rights.subtracting([.retrieve]).sorted() { words += ["--right", right.rawValue] }
    }
    if rights.contains(.retrieve) { words.append("--retrieve") }
    for address in Self.words(form.text("addresses")) { words += ["--address", ShellWord.quoted(address)] }
    if !form.text("rate").isEmpty { words += ["--rate", ShellWord.quoted(form.text("rate"))] }
    if !form.text("expires").isEmpty { words += ["--expires", ShellWord.quoted(form.text("expires"))] }
    return words.joined(separator: " ")
  }

  var bindings: [KeyBinding] {
    [
      KeyBinding(.enter, form.focusedButton?.hint ?? "make caller", "Make the caller and its key"),
      KeyBinding(.tab, "next field", "Go to the next field or button"),
      form.changeBinding,
      KeyBinding(.escape, "cancel", "Close; no caller is made"),
    ]
  }
}
