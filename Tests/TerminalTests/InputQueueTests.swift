import Domain
import Foundation
import Screen
import Testing

@testable import Terminal

/// A queue fed through a pipe, as the terminal feeds it.
private struct Feed: ~Copyable {
  private let pipe = Pipe()
  var queue = InputQueue()

  mutating func events(_ bytes: [UInt8], isFinal: Bool = true) -> [TerminalEvent] {
    pipe.fileHandleForWriting.write(Data(bytes))
    _ = queue.fill(from: pipe.fileHandleForReading.fileDescriptor)
    var events: [TerminalEvent] = []
    while let event = queue.next(isFinal: false) { events.append(event) }
    if isFinal { while let event = queue.next(isFinal: true) { events.append(event) } }
    return events
  }

  mutating func events(_ text: String, isFinal: Bool = true) -> [TerminalEvent] {
    events(Array(text.utf8), isFinal: isFinal)
  }

  var isWaiting: Bool { queue.isWaiting }
  var isPasting: Bool { queue.isPasting }
  var hasAnswers: Bool { queue.hasAnswers }
  var bracketsPastes: Bool { queue.bracketsPastes }

  mutating func paste(_ text: String) -> String? {
    guard case .paste(let secret)? = events(text, isFinal: false).first else { return nil }
    return secret.text()
  }
}

@Suite("The queue of typed keys")
struct InputQueueTests {
  @Test("gives characters, also those of several bytes and those cut in two")
  func characters() {
    var feed = Feed()
    #expect(feed.events("aé漢") == [.key(.character("a")), .key(.character("é")), .key(.character("漢"))])
    #expect(feed.events([0xE6, 0xBC], isFinal: false) == [])
    #expect(feed.isWaiting == true)
    #expect(feed.events([0xA2]) == [.key(.character("漢"))])
    #expect(feed.isWaiting == false)
  }

  @Test("puts printable keys into the secret field and into no event")
  func secretField() {
    var feed = Feed()
    let secret = SecretBytes()
    feed.queue.secretField = secret
    let events = feed.events("hüx\u{7F}\t")
    #expect(events == [.secretEdited, .secretEdited, .secretEdited, .secretEdited, .key(.tab)])
    #expect(secret.text() == "hü")
    #expect(feed.events("\u{15}") == [.secretEdited])
    #expect(secret.isEmpty)
    _ = feed.events("漢\u{7F}")
    #expect(secret.isEmpty)
  }

  @Test("sends the byte behind an event to wherever the receiver has moved the focus")
  func fieldChangesBetweenTwoKeys() {
    var feed = Feed()
    let secret = SecretBytes()
    feed.queue.secretField = secret
    let pipe = Pipe()
    pipe.fileHandleForWriting.write(Data("a\rb".utf8))
    _ = feed.queue.fill(from: pipe.fileHandleForReading.fileDescriptor)
    #expect(feed.queue.next(isFinal: false) == .secretEdited)
    #expect(feed.queue.next(isFinal: false) == .key(.enter))
    feed.queue.secretField = nil
    #expect(feed.queue.next(isFinal: false) == .key(.character("b")))
    #expect(secret.text() == "a")
  }

  @Test("collects a bracketed paste without ESC and Ctrl-C, each line break as one LF")
  func bracketedPaste() {
    var feed = Feed()
    #expect(feed.paste("\u{1B}[200~one\rtwo\r\nthree\u{1B}[31m\u{3}\tend\u{1B}[201~") == "one\ntwo\nthree[31m\tend")
  }

  @Test("collects a paste that arrives in pieces, its end cut anywhere")
  func pieces() {
    let whole = Array("\u{1B}[200~secret\u{1B}[201~q".utf8)
    for cut in 1..<whole.count {
      var feed = Feed()
      let events = feed.events(Array(whole[..<cut]), isFinal: false) + feed.events(Array(whole[cut...]))
      #expect(events.count == 2)
      guard case .paste(let secret)? = events.first else {
        Issue.record("no paste when cut at \(cut)")
        continue
      }
      #expect(secret.text() == "secret")
      #expect(events.last == .key(.character("q")))
    }
  }

  @Test("collects a paste even while a secret field has the focus")
  func pasteIntoSecretField() {
    var feed = Feed()
    let field = SecretBytes()
    feed.queue.secretField = field
    #expect(feed.paste("\u{1B}[200~abc\u{1B}[201~") == "abc")
    #expect(field.isEmpty)
  }

  @Test("ends a paste whose end never comes")
  func endlessPaste() {
    var feed = Feed()
    #expect(feed.events("\u{1B}[200~abc", isFinal: false) == [])
    #expect(feed.isPasting == true)
    guard case .paste(let secret)? = feed.queue.next(isFinal: true) else {
      Issue.record("no paste")
      return
    }
    #expect(secret.text() == "abc")
  }

  @Test("keeps at most a megabyte of a paste and stays in step")
  func hugePaste() {
    var feed = Feed()
    var events = feed.events("\u{1B}[200~", isFinal: false)
    for _ in 0..<40 { events += feed.events(Array(repeating: 0x61, count: 32 * 1024), isFinal: false) }
    events += feed.events("\u{1B}[201~j")
    guard case .paste(let secret)? = events.first else {
      Issue.record("no paste")
      return
    }
    #expect(secret.count == PasteCollector.limit)
    #expect(events.last == .key(.character("j")))
  }

  @Test("takes a burst of text for a paste where pastes are not bracketed")
  func burst() {
    var feed = Feed()
    #expect(feed.paste("sk_test_0123456789abcdef\rsecond line\r") == "sk_test_0123456789abcdef\nsecond line\n")
    #expect(feed.events("jjkk\r").count == 5)
    feed.queue.bracketsPastes = true
    #expect(feed.events("jjjjjjjjjjjjjjjjjjjjjjjj").count == 24)
  }

  @Test("takes a burst into a secret field as typed, Enter included")
  func burstIntoSecretField() {
    var feed = Feed()
    let field = SecretBytes()
    feed.queue.secretField = field
    let events = feed.events("correct horse battery staple\r")
    #expect(events.last == .key(.enter))
    #expect(field.text() == "correct horse battery staple")
  }

  @Test("remembers the answers that came")
  func answers() {
    var feed = Feed()
    #expect(feed.events("\u{1B}]11;rgb:00/00/00\u{1B}\\\u{1B}[?2004;2$y\u{1B}[?1;2c") == [.background(isDark: true)])
    #expect(feed.hasAnswers == true)
    #expect(feed.bracketsPastes == true)
  }
}
