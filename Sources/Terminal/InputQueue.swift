internal import Domain
internal import Screen

/// From bytes to events, one at a time: the receiver may change ``secretField`` between two, and the next byte already
/// goes where the user meant it.
struct InputQueue: ~Copyable {
  /// While it is set, printable keys, Backspace and Ctrl-U edit these bytes and are reported as `.secretEdited` only.
  var secretField: SecretBytes?
  /// Whether the terminal is known to bracket its pastes; else a burst of text counts as one.
  var bracketsPastes = false
  /// Whether the answer to our last question has come.
  private(set) var hasAnswers = false
  private var buffer = InputBuffer()
  private var paste: PasteCollector?
  /// Nobody types so many bytes between two reads.
  private static let burst = 16

  mutating func fill(from descriptor: Int32) -> InputBuffer.Filling { buffer.fill(from: descriptor) }

  /// Whether bytes are left whose meaning depends on what follows, or on nothing following.
  var isWaiting: Bool { !buffer.isEmpty || paste != nil }
  var isPasting: Bool { paste != nil }

  /// The next event, or nil when its bytes have not come yet. With `isFinal` nothing more will come.
  mutating func next(isFinal: Bool) -> TerminalEvent? {
    while true {
      if paste != nil {
        if let event = pasted(isFinal: isFinal) { return event }
        if paste != nil { return nil }
      }
      if let event = burst() { return event }
      guard let step = buffer.withBytes({ InputDecoder.next(in: $0, isFinal: isFinal) }) else { return nil }
      let event = event(for: step)
      buffer.consume(step.length)
      if let event { return event }
    }
  }

  /// Takes answers of the terminal that stand before anything typed, which stays for ``next(isFinal:)``.
  mutating func nextAnswer() -> TerminalEvent? {
    while paste == nil, let step = buffer.withBytes({ InputDecoder.next(in: $0, isFinal: false) }) {
      switch step.token {
      case .background, .supportsBracketedPaste, .attributes, .ignored:
        let event = event(for: step)
        buffer.consume(step.length)
        if let event { return event }
      default: return nil
      }
    }
    return nil
  }

  private mutating func pasted(isFinal: Bool) -> TerminalEvent? {
    guard var collector = paste.take() else { return nil }
    let (consumed, isComplete) = buffer.withBytes { collector.take($0) }
    buffer.consume(consumed)
    guard isComplete || isFinal else {
      paste = collector
      return nil
    }
    return collector.secret.isEmpty ? nil : .paste(collector.secret)
  }

  private mutating func burst() -> TerminalEvent? {
    guard !bracketsPastes, secretField == nil, buffer.count >= Self.burst else { return nil }
    var collector = PasteCollector()
    let length = buffer.withBytes { bytes in
      var length = 0
      while length < bytes.count, isText(bytes[length]) { length += 1 }
      if length >= Self.burst { collector.takeAll(bytes.extracting(0..<length)) }
      return length
    }
    guard length >= Self.burst else { return nil }
    buffer.consume(length)
    return .paste(collector.secret)
  }

  private func isText(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20...0x7E, 0x80..., 0x09, 0x0A, 0x0D: true
    default: false
    }
  }

  private mutating func event(for step: InputDecoder.Step) -> TerminalEvent? {
    switch step.token {
    case .printable:
      if let secretField {
        edit(secretField, appending: step.length)
        return .secretEdited
      }
      return character(of: step.length).map { .key(.character($0)) }
    case .key(.backspace) where secretField != nil:
      secretField?.removeLastScalar()
      return .secretEdited
    case .key(.control("u")) where secretField != nil:
      secretField?.removeAll()
      return .secretEdited
    case .key(let key): return .key(key)
    case .mouse(let mouse): return .mouse(mouse)
    case .focus(let focus): return .focus(focus)
    case .background(let isDark): return .background(isDark: isDark)
    case .pasteStart:
      bracketsPastes = true
      paste = PasteCollector()
      return nil
    case .supportsBracketedPaste:
      bracketsPastes = true
      return nil
    case .attributes:
      hasAnswers = true
      return nil
    case .ignored: return nil
    }
  }

  private func edit(_ field: SecretBytes, appending length: Int) {
    buffer.withBytes { bytes in
      unsafe bytes.extracting(0..<length).withUnsafeBytes { unsafe field.append($0) }
    }
  }

  private func character(of length: Int) -> Character? {
    let text = buffer.withBytes { bytes in (0..<length).map { bytes[$0] } }
    return String(validating: text, as: UTF8.self)?.first
  }
}
