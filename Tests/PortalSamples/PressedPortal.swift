public import Domain
public import PortalModel
public import Screen

/// A portal that is pressed and answered like a real one; it remembers what it wanted done.
public struct PressedPortal {
  public var model: PortalModel
  /// What the last event wanted done.
  public var effects: [Effect] = []
  /// The last request for a page of the log.
  public var lastLogRequest = Effect.loadOverview

  public init(_ environment: PortalEnvironment) {
    model = PortalModel(environment: environment)
    effects = model.start()
  }

  /// Unlocked, with a full vault's first answers.
  public static func full(_ columns: Int = 100, _ rows: Int = 30) -> PressedPortal {
    var portal = PressedPortal(Sample.environment(columns: columns, rows: rows))
    portal.answerLog()
    portal.send(.overview(Sample.overview))
    portal.send(.broker(.listening("127.0.0.1:7411")))
    portal.send(.verified(AuditVerification(events: 10_214, problem: nil, headChecked: true)))
    return portal
  }

  public static func empty(_ columns: Int = 100, _ rows: Int = 30) -> PressedPortal {
    var portal = PressedPortal(Sample.environment(columns: columns, rows: rows))
    portal.answerLog(with: Sample.firstPage)
    portal.send(.overview(Sample.empty))
    portal.send(.broker(.listening("127.0.0.1:7411")))
    portal.send(.verified(AuditVerification(events: 3, problem: nil, headChecked: true)))
    return portal
  }

  /// One event; what it wants done is the last effects.
  public mutating func send(_ event: PortalEvent) {
    effects = model.update(event)
    for case .loadAudit(let query, let before, let limit, let generation) in effects {
      lastLogRequest = .loadAudit(query: query, before: before, limit: limit, generation: generation)
    }
  }

  public mutating func press(_ keys: Key...) {
    for key in keys { send(.key(key)) }
  }

  public mutating func type(_ text: String) {
    for character in text { send(.key(.character(character))) }
  }

  /// What the terminal does while a secret field has the focus.
  public mutating func typeSecret(_ text: String) {
    for character in text {
      guard let field = model.secretField else { return }
      field.append(character)
      send(.secretEdited)
    }
  }

  /// Answers the last request for a page of the log.
  public mutating func answerLog(with page: AuditPage = Sample.page()) {
    for effect in effects {
      if case .loadAudit(_, _, _, let generation) = effect { return send(.auditPage(page, generation: generation)) }
    }
  }
}
