import Domain
import PortalModel
import PortalSamples
import PortalViews
import Screen
import Testing

@Suite("Every frame")
struct FrameTests {
  /// A small generator with a seed (xorshift64*), so that a failure can be repeated.
  struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state ^= state >> 12
      state ^= state << 25
      state ^= state >> 27
      return state &* 2_685_821_657_736_338_717
    }
  }

  static let keys: [Key] =
    "123450jkhlgGJKzntrdyYxwua/:?fNcT][oe!AbCWv".map(Key.character) + [
      .enter, .escape, .tab, .backTab, .up, .down, .left, .right, .pageUp, .pageDown, .home, .end, .backspace,
      .control("d"), .control("u"), .control("l"), .function(1), .character(" "),
    ]

  @Test(
    "Random keys, clicks, answers and sizes: each frame has exactly its size", arguments: 1...18 as ClosedRange<UInt64>)
  func anything(seed: UInt64) {
    var random = Seeded(state: seed &* 0x9E37_79B9_7F4A_7C15)
    var portal =
      seed % 6 == 0
      ? PressedPortal(Sample.environment(.noVault)) : seed % 5 == 0 ? PressedPortal.empty() : PressedPortal.full()
    for step in 0..<160 {
      switch Int.random(in: 0..<20, using: &random) {
      case 0, 1:
        portal.send(
          .resize(Size(columns: Int.random(in: 0...180, using: &random), rows: Int.random(in: 0...60, using: &random))))
      case 2:
        let kinds: [MouseEvent.Kind] = [.press, .release, .wheelUp, .wheelDown]
        let place = Position(
          column: Int.random(in: 0..<180, using: &random), row: Int.random(in: 0..<60, using: &random))
        portal.send(.mouse(MouseEvent(kind: kinds.randomElement(using: &random) ?? .press, position: place)))
      case 3: portal.answerLog(with: Sample.page(newest: 10_214 + Int64(step)))
      case 4:
        let calls = [Sample.refund, Sample.payout, Sample.upload].filter { _ in Bool.random(using: &random) }
        portal.model.now = Sample.now.adding(seconds: Int64(step))
        portal.send(
          [
            .vaultChanged, .overview(Sample.overview),
            .overview(Sample.overview(waiting: calls, passes: Sample.passes)),
            .overview(Sample.overview(sessions: [Sample.keySession, Sample.shopSession, Sample.deniedSession])),
            .connectLink(Sample.shopSession.id, url: Sample.link(Sample.shopSession)),
            .walletLink(
              user: "mia", url: "http://127.0.0.1:7411/wallet/open/x", expiresAt: Sample.now.adding(seconds: 90)),
            .tick(Sample.now.adding(seconds: Int64(step))),
          ]
          .randomElement(using: &random) ?? .resumed)
      default:
        if portal.model.secretField != nil, Bool.random(using: &random) {
          portal.typeSecret("k")
        } else {
          portal.send(.key(Self.keys.randomElement(using: &random) ?? .enter))
        }
      }
      let size = portal.model.size
      let frame = PortalViews.frame(portal.model, size: size)
      guard frame.size == size, frame.lines.count == size.rows,
        frame.lines.allSatisfy({ TextWidth.columns(of: $0) == size.columns })
      else {
        Issue.record("step \(step) of seed \(seed): a frame that is not \(size)")
        return
      }
      if let cursor = frame.cursor {
        guard cursor.column >= 0, cursor.row >= 0, cursor.column < size.columns, cursor.row < size.rows else {
          Issue.record("step \(step) of seed \(seed): the cursor at \(cursor) is outside \(size)")
          return
        }
      }
    }
  }

  @Test("Too small says what is there and what is needed")
  func tooSmall() {
    let frame = PortalViews.frame(PressedPortal.full().model, size: Size(columns: 30, rows: 8))
    let text = frame.lines.joined(separator: "\n")
    #expect(text.contains("now 30x8") && text.contains("needed 40x12"))
  }

  @Test("A frame is the same for the same model, and another size changes nothing else")
  func pure() {
    let model = PressedPortal.full().model
    let size = Size(columns: 100, rows: 30)
    let first = PortalViews.frame(model, size: size)
    _ = PortalViews.frame(model, size: Size(columns: 60, rows: 20))
    #expect(PortalViews.frame(model, size: size) == first)
  }

  @Test("Where there is ASCII only, every frame is ASCII", arguments: ["1", "2", "3", "4", "5", "z", "?"])
  func ascii(key: Character) {
    var portal = PressedPortal.full()
    portal.press(.character(key))
    for line in PortalViews.frame(portal.model, size: portal.model.size).asciiBorders().lines {
      #expect(line.utf8.allSatisfy { $0 < 0x80 }, "\(line)")
    }
  }

  @Test("The hardware cursor stands on the selected row")
  func cursor() {
    var portal = PressedPortal.full()
    portal.press(.down, .down)
    #expect(PortalViews.frame(portal.model, size: portal.model.size).cursor == Position(column: 1, row: 6))
  }

  @Test(
    "A passphrase is a mask of constant length and is in no cell",
    arguments: ["x", "a much longer passphrase of many words"])
  func mask(passphrase: String) {
    var portal = PressedPortal(Sample.environment(.locked))
    portal.typeSecret(passphrase)
    let text = PortalViews.frame(portal.model, size: portal.model.size).lines.joined()
    #expect(text.contains("   ••••••••••••••••   "))
    #expect(passphrase.count == 1 || !text.contains(passphrase))
  }

  @Test("Text from outside cannot reach the terminal as a control")
  func controls() {
    var portal = PressedPortal.full()
    let nasty = AuditEntry(
      sequence: 10_300, time: Sample.now,
      event: AuditEvent(kind: .denied, caller: "evil\u{1B}[2J\u{202E}", method: "GET", host: "a", path: "/\u{7}"),
      outcome: nil)
    portal.send(.vaultChanged)
    portal.answerLog(with: AuditPage(entries: [nasty], total: 10_300, hasMore: true))
    portal.press(.character("5"))
    for line in PortalViews.frame(portal.model, size: portal.model.size).lines {
      #expect(line.unicodeScalars.allSatisfy { ![.control, .format].contains($0.properties.generalCategory) })
    }
  }
}
