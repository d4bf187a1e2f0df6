public import Domain
public import Screen

/// What is waited for while a user agrees at the provider.
public struct ConnectProgress: Sendable, Equatable {
  public enum Stage: Sendable, Equatable {
    case starting, waiting, exchanging, identifying, storing
  }

  /// A code to be typed elsewhere (RFC 8628).
  public struct Device: Sendable, Equatable {
    public let userCode: String
    public let url: String
    /// The address with the code in it.
    public let completeURL: String?
    public let expiresAt: Timestamp
    /// The address as a picture for a phone; nil when it is too long for one.
    public let code: QRCode?

    init(userCode: String, url: String, completeURL: String?, expiresAt: Timestamp) {
      self.userCode = userCode
      self.url = url
      self.completeURL = completeURL
      self.expiresAt = expiresAt
      code = QRCode(completeURL ?? url)
    }

    /// What a phone is to open.
    public var scanned: String { completeURL ?? url }
  }

  /// What became of a pasted address; the address itself holds the code and is kept nowhere.
  public enum Pasted: Sendable, Equatable {
    case checking
    case refused(String)
  }

  public let isDevice: Bool
  public let since: Timestamp
  public private(set) var stage = Stage.starting
  /// Where the redirect is awaited.
  public private(set) var listening: String?
  /// Why it cannot be.
  public private(set) var cannotListen: String?
  /// The page where the user agrees.
  public private(set) var url: String?
  public private(set) var device: Device?
  /// Asked by the provider, in seconds.
  public private(set) var slowedDown: Int?
  public private(set) var pasted: Pasted?
  /// Whether no browser could be opened from here.
  public internal(set) var hasNoBrowser = false
  /// The first line shown, where there are more than rows.
  public private(set) var top = 0

  init(isDevice: Bool, since: Timestamp) {
    self.isDevice = isDevice
    self.since = since
  }

  /// Whether a pasted address is of use now.
  public var takesPaste: Bool { !isDevice && (stage == .starting || stage == .waiting) }

  /// The page to open or to copy.
  public var page: String? { device?.scanned ?? url }

  mutating func take(_ step: ConnectionStep) {
    switch step {
    case .listening(let address): listening = address
    case .cannotListen(let reason): cannotListen = reason
    case .open(let address):
      url = address
      stage = .waiting
    case .device(let code, let address, let complete, let end):
      device = Device(userCode: code, url: address, completeURL: complete, expiresAt: end)
      stage = .waiting
    case .waiting: stage = .waiting
    case .slowedDown(let seconds): slowedDown = seconds
    case .notAccepted(let reason):
      pasted = .refused(reason)
      stage = .waiting
    case .exchanging: stage = .exchanging
    case .identifying: stage = .identifying
    case .storing: stage = .storing
    }
  }

  /// What became of it stands above everything else.
  mutating func paste() {
    pasted = .checking
    top = 0
  }

  /// The view knows how many lines there are; it never shows less than a screen of them.
  mutating func scroll(by distance: Int) { top = max(0, min(top + distance, 40)) }
}
