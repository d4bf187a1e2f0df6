public import Domain
public import ProviderCatalog
public import Screen

/// What reaches the topmost dialog.
public enum DialogEvent: Sendable, Equatable {
  case key(Key)
  /// While a field of the dialog is a secret one the bytes may be taken over by it.
  case paste(SecretBytes)
  case secretEdited
  case mouse(MouseEvent)
  case tick(Timestamp)
  /// What the effect runner answered: `.testStep`, `.secretTested`, `.stored`, `.done`, `.answer`, `.failed`, …
  case answer(PortalEvent)
}

/// What a dialog may look at while it answers an event.
public struct DialogContext: Sendable {
  /// nil until the first one was read.
  public let overview: PortalOverview?
  public let catalog: Catalog
  public let now: Timestamp
  /// The area the dialog is drawn in, without its border; mouse positions are relative to it.
  public let size: Size
  /// The machine's time zone, as an IANA name.
  public let zone: String
  /// The rows of the log that are at hand, newest first.
  public let log: [AuditEntry]

  public init(
    overview: PortalOverview?, catalog: Catalog, now: Timestamp, size: Size, zone: String = "UTC",
    log: [AuditEntry] = []
  ) {
    self.overview = overview
    self.catalog = catalog
    self.now = now
    self.size = size
    self.zone = zone
    self.log = log
  }
}

/// What a dialog wants after an event.
public struct DialogStep: Sendable, Equatable {
  public enum Fate: Sendable, Equatable {
    case stay
    /// Closes it; the one below, if any, comes back.
    case close
    case replace(Dialog)
    /// On top of this one.
    case push(Dialog)
  }

  /// Where the panes go when the dialog is closed.
  public enum Place: Sendable, Equatable {
    case grant(Identifier)
    case secret(Identifier)
    case policy(Identifier)
    case caller(Identifier)
    case auditEvent(Int64)
  }

  public var effects: [Effect]
  public var fate: Fate
  /// For the message line.
  public var message: String?
  public var place: Place?
  /// The key means nothing to the dialog, so it is free for the portal: `?`, `T`.
  public var wasIgnored = false

  public init(_ fate: Fate = .stay, effects: [Effect] = [], message: String? = nil, place: Place? = nil) {
    self.fate = fate
    self.effects = effects
    self.message = message
    self.place = place
  }

  public static let stay = DialogStep()
  public static let close = DialogStep(.close)
  public static let ignored = {
    var step = DialogStep()
    step.wasIgnored = true
    return step
  }()
  public static func replace(_ dialog: Dialog) -> DialogStep { DialogStep(.replace(dialog)) }
  public static func run(_ effects: Effect...) -> DialogStep { DialogStep(effects: effects) }
}
