public import Domain
internal import Screen

/// A way through several full screens: first run, a new passphrase, a new recovery kit.
public struct Journey: Sendable, Equatable {
  public enum Step: Sendable, Equatable {
    case welcome
    case passphrase
    case restore
    /// The kit is on the screen, to be written down.
    case kit(RecoveryKit)
    /// Four of its groups are typed back.
    case check(RecoveryKit)
  }

  public enum Purpose: Sendable { case firstRun, newPassphrase, newKit }

  public let purpose: Purpose
  public internal(set) var step: Step
  /// The chosen line of the welcome.
  public internal(set) var choice = 0
  public internal(set) var form: Form
  /// Words made by Ctrl-g, shown until they are typed once more.
  public internal(set) var madeWords: SecretBytes?
  public internal(set) var strength: PassphraseStrength.Estimate?

  /// The groups of the recovery code that are asked back, counted from zero.
  public internal(set) var asked: [Int] = []

  public static let choices = ["Create a vault", "Look around", "Bring a vault"]

  static let firstRun = Journey(purpose: .firstRun, step: .welcome)

  static func newPassphrase() -> Journey {
    var journey = Journey(purpose: .newPassphrase, step: .passphrase)
    journey.form = Self.passphraseForm(for: .newPassphrase)
    return journey
  }

  static func newKit(_ kit: RecoveryKit) -> Journey {
    var journey = Journey(purpose: .newKit, step: .kit(kit))
    journey.show(kit)
    return journey
  }

  private init(purpose: Purpose, step: Step) {
    self.purpose = purpose
    self.step = step
    form = Form(fields: [], buttons: [])
  }

  /// What the journey wants after an event.
  struct Outcome: Equatable {
    var effects: [Effect] = []
    var isOver = false
    var message: String?
    var wasIgnored = false

    static let stay = Outcome()
    static let ignored = Outcome(wasIgnored: true)
    static func run(_ effects: Effect...) -> Outcome { Outcome(effects: effects) }
  }

  mutating func update(_ event: DialogEvent) -> Outcome {
    if case .answer(let answer) = event { return take(answer) }
    switch step {
    case .welcome: return welcome(event)
    case .passphrase: return passphrase(event)
    case .restore: return restore(event)
    case .kit(let kit): return shown(kit, event)
    case .check(let kit): return check(kit, event)
    }
  }

  private mutating func take(_ answer: PortalEvent) -> Outcome {
    switch answer {
    case .passphraseMade(let words):
      take(words: words)
      return .stay
    case .vaultCreated: return .run(.createRecoveryKit)
    case .recoveryKit(let kit):
      show(kit)
      return .stay
    case .unlocked: return Outcome(isOver: true)
    case .done(.testRecoveryKit, let message), .done(.changePassphrase, let message):
      return Outcome(isOver: true, message: message)
    default: return .stay
    }
  }

  public var secretField: SecretBytes? { form.secretField }

  /// In the first line, on the right.
  public var title: String {
    switch (purpose, step) {
    case (.firstRun, .welcome): "no vault yet"
    case (.firstRun, .passphrase): "new vault, step 1 of 2"
    case (.firstRun, .restore): "a vault from a backup"
    case (.firstRun, _): "new vault, step 2 of 2"
    case (.newPassphrase, _): "new passphrase"
    case (.newKit, _): "new recovery kit"
    }
  }

  public var sameAs: String? {
    switch (purpose, step) {
    case (_, .welcome): nil
    case (_, .restore): "gatehouse restore FILE"
    case (.firstRun, .passphrase): "gatehouse init"
    case (.newPassphrase, _): "gatehouse passphrase"
    case (_, .kit): "gatehouse recovery create"
    case (_, .check), (_, .passphrase): "gatehouse recovery test"
    }
  }
}
