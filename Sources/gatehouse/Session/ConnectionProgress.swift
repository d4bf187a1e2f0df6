internal import Domain
internal import Glibc
internal import Screen
internal import Synchronization
internal import Terminal

/// What goes on while a user is connected, on standard error: lines for people, or one JSON document a line.
final class ConnectionProgress: Sendable {
  private let provider: String
  private let user: String
  private let opensBrowser: Bool
  private let canPaste: Bool
  private let asJSON: Bool
  private let isLive = isatty(STDERR_FILENO) == 1
  /// Why the answer cannot arrive here, while it has not come by another way.
  private let obstacle = Mutex<String?>(nil)
  /// When the code of a device ends, while somebody has to type it.
  private let codeEnd = Mutex<Timestamp?>(nil)
  private let countdown = Countdown()

  init(provider: String, user: String, opensBrowser: Bool, canPaste: Bool, asJSON: Bool) {
    self.provider = Printable.text(provider, limit: 40)
    self.user = user
    self.opensBrowser = opensBrowser
    self.canPaste = canPaste
    self.asJSON = asJSON
  }

  /// Why no browser can open here; nil where one can.
  static func reasonAgainstBrowser(_ environment: [String: String]) -> String? {
    func has(_ name: String) -> Bool { environment[name]?.isEmpty == false }
    if has("SSH_CONNECTION") || has("SSH_TTY") { return "this is an SSH session" }
    return has("DISPLAY") || has("WAYLAND_DISPLAY") ? nil : "there is no display"
  }

  /// What an attempt says that ended because its answer could come by no way at all; nil for any other.
  var stranded: Failure? {
    obstacle.withLock { $0 }.map { reason in
      Failure(
        .failure, code: "cannot_listen", "the answer cannot arrive here: \(reason)",
        hint: "mend that, or run this at a terminal, where the address can be pasted")
    }
  }

  func show(_ step: ConnectionStep) {
    obstacle.withLock { obstacle in
      switch step {
      case .cannotListen(let reason): obstacle = reason
      case .open, .waiting, .notAccepted: break
      default: obstacle = nil
      }
    }
    guard !asJSON else { return Output.error(Documents.step(step).text(onOneLine: true)) }
    end()
    for line in lines(step) { Output.error(line) }
    if case .open(let url) = step, opensBrowser { open(url) }
    if isLive, let end = codeEnd(after: step) { countdown.start(until: end) }
  }

  /// Leaves the last line to others.
  func end() { countdown.stop() }

  private func codeEnd(after step: ConnectionStep) -> Timestamp? {
    codeEnd.withLock { codeEnd in
      switch step {
      case .device(_, _, _, let end): codeEnd = end
      case .waiting, .slowedDown: break
      default: codeEnd = nil
      }
      return codeEnd
    }
  }

  private func lines(_ step: ConnectionStep) -> [String] {
    switch step {
    case .listening(let redirectURI): ["Waiting for the answer at \(redirectURI)"]
    case .cannotListen(let reason): ["The answer cannot arrive here: \(Printable.text(reason))"]
    case .open(let url):
      ["", "Let \(user) open this page and agree:", "", "  \(Printable.text(url))", ""] + hints
    case .device(let code, let url, let completeURL, let end):
      device(code, url, completeURL, until: end)
    case .waiting where isLive && codeEnd.withLock({ $0 != nil }): []
    case .waiting: ["Waiting for \(user) to agree. Ctrl-C cancels."]
    case .slowedDown(let seconds): ["\(provider) asks for patience: now every \(seconds) s."]
    case .notAccepted(let reason): ["Not accepted: \(Printable.text(reason))"]
    case .exchanging: ["Exchanging the code for tokens."]
    case .identifying: ["Asking \(provider) whose account it is."]
    case .storing: ["Sealing the tokens."]
    }
  }

  private var hints: [String] {
    var hints: [String] = []
    if opensBrowser { hints.append("The browser opens it.") }
    if canPaste {
      hints.append(
        opensBrowser
          ? "In a browser elsewhere: paste the address at which it ends here, then Enter; it is not shown."
          : "A browser on another machine ends at a page that does not load: paste its address here, then Enter; "
            + "it is not shown."
      )
    }
    return hints
  }

  private func device(_ code: String, _ url: String, _ completeURL: String?, until end: Timestamp) -> [String] {
    let left = max(0, end.seconds - Timestamp.now().seconds)
    var lines = [
      "", "Let \(user) open \(Printable.text(url)) and type this code:", "", "  \(Printable.text(code))", "",
    ]
    if let completeURL {
      lines += ["Or open this, which has the code in it:", "", "  \(Printable.text(completeURL))", ""]
    }
    // Dark on light whatever the terminal's colours are, since not every camera reads the opposite.
    if isLive, let code = QRCode(completeURL ?? url) {
      lines += code.rows(quietZone: 2).map { "  \u{1B}[30;107m\($0)\u{1B}[0m" } + [""]
    }
    return lines + ["The code is good for \(left) s."]
  }

  private func open(_ url: String) {
    Task {
      if await !Browser.open(url, environment: Environment.all) {
        Output.error("No browser could be opened; open the page yourself.")
      }
    }
  }
}
