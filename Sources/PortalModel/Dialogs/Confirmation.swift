public import Domain
public import ProviderCatalog
internal import Screen

/// Names what is about to end and what breaks with it. Cancel has the focus; what cannot be taken back wants the name.
public struct Confirmation: Sendable, Equatable {
  public enum Act: Sendable, Equatable {
    case revokeSecret(Secret)
    case revokeGrant(Grant)
    case removePolicy(Policy)
    case revokeCaller(CallerSummary)
  }

  public let act: Act
  /// What stops working, read from the overview when the dialog opened.
  public let impact: Impact
  /// What a grant's end means for its connection, in one sentence; nil for anything else.
  public let connectionEnds: String?
  public private(set) var form: Form
  /// Why it was not done.
  public private(set) var problem: PortalFailure?

  public init(_ act: Act, overview: PortalOverview, catalog: Catalog? = nil) {
    self.act = act
    impact = Impact(of: act, in: overview)
    connectionEnds = Self.end(of: act, in: overview, catalog)
    let verb = Self.verb(act)
    var name = FormField.text("name", "Its name", note: "type it to \(verb.lowercased()) it")
    name.isHidden = Self.isReversible(act) && connectionEnds == nil
    form = Form(
      fields: [name], buttons: [FormButton("cancel", "Cancel"), FormButton("act", verb)], focus: .button("cancel"))
  }

  public var name: String {
    switch act {
    case .revokeSecret(let secret): secret.name
    case .revokeGrant(let grant): grant.name
    case .removePolicy(let policy): policy.name
    case .revokeCaller(let summary): summary.fullName
    }
  }

  /// Whether the act can be undone for a while; if not, the name must be typed.
  public var isReversible: Bool { Self.isReversible(act) && connectionEnds == nil }

  private static func isReversible(_ act: Act) -> Bool {
    switch act {
    case .revokeSecret, .revokeGrant: true
    case .removePolicy, .revokeCaller: false
    }
  }

  private static func end(of act: Act, in overview: PortalOverview, _ catalog: Catalog?) -> String? {
    guard case .revokeGrant(let grant) = act,
      let connection = overview.grants.first(where: { $0.id == grant.id })?.source.connection
    else { return nil }
    let provider = catalog?.provider(connection.provider)
    let name = Printable.text(provider?.name ?? connection.provider)
    let tells = provider?.oauth?.revocation != nil
    return "Its tokens are destroyed. "
      + (tells
        ? "\(name) is told, too; when it cannot be reached now, it is told later."
        : "\(name) has no way to be told; the user ends it on its own page.")
  }

  private static func verb(_ act: Act) -> String { if case .removePolicy = act { "Remove" } else { "Revoke" } }

  private var effect: Effect {
    switch act {
    case .revokeSecret(let secret): .revokeSecret(secret: secret.id)
    case .revokeGrant(let grant): .revokeGrant(grant: grant.id)
    case .removePolicy(let policy): .removePolicy(policy: policy.id)
    case .revokeCaller(let summary): .revokeCaller(caller: summary.id)
    }
  }
}

extension Confirmation: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    switch event {
    case .key(.escape): return .close
    case .answer(.done(effect, let message)): return DialogStep(.close, message: message)
    case .answer(.failed(effect, let failure)):
      problem = failure
      return .stay
    default: break
    }
    switch form.handle(event) {
    case .edited: form["name"]?.problem = nil
    case .pressed("act"): return confirmed()
    case .pressed: return .close
    // Enter in the name field is on the way to the buttons, never the act itself.
    case .submitted: form.moveFocus(by: 1)
    case .moved, .ignored: break
    }
    return .stay
  }

  private mutating func confirmed() -> DialogStep {
    guard isReversible || form.text("name") == name else {
      let name = name
      form["name"]?.problem = "this is not \(name)"
      form.focus(.field("name"))
      return .stay
    }
    problem = nil
    return .run(effect)
  }

  var title: String { "\(Self.verb(act)) \(name)" }
  var note: String { isReversible ? "can be undone for ten minutes" : "cannot be undone" }

  var sameAs: String? {
    switch act {
    case .revokeSecret: "gatehouse secrets revoke \(name)"
    case .revokeGrant: "gatehouse \(connectionEnds == nil ? "grants" : "oauth") revoke \(name)"
    case .removePolicy: "gatehouse policy remove \(name)"
    case .revokeCaller: "gatehouse callers revoke \(name)"
    }
  }

  var bindings: [KeyBinding] {
    [
      KeyBinding(
        .enter, form.focusedButton?.id == "act" ? Self.verb(act).lowercased() : "cancel",
        "Do what the focused button says"),
      KeyBinding([.tab, .right, .left], "other button", "Go to the next field or button"),
      KeyBinding(.escape, "cancel", "Close; nothing changes"),
    ]
  }
}
