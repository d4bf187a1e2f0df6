internal import Broker
internal import Domain
internal import PortalModel
internal import PortalViews
internal import Screen
internal import Settings
internal import Terminal
internal import Themes
internal import VaultEngine

/// The event loop: one queue, one order. Each batch of events goes through the model, its effects go to the runner, and
/// one frame is painted at the end.
@TerminalActor final class PortalLoop {
  private let options: PortalOptions
  private let inbox: Inbox
  private let runner: EffectRunner
  /// nil where the portal is to be no broker.
  private let keeper: BrokerKeeper?
  private let terminal: Terminal
  private var model: PortalModel
  private var theme: ThemeChoice
  private var ending: PortalEnding?
  private var whenEnded: CheckedContinuation<PortalEnding, Never>?
  /// Set while a key is in the clipboard.
  private var forgetting: Task<Void, Never>?

  static func run(
    _ options: PortalOptions, surroundings: Surroundings, vault: Vault?, stage: Stage
  ) async -> PortalEnding {
    let loop = PortalLoop(options, surroundings: surroundings, vault: vault, stage: stage)
    let ending = await withCheckedContinuation { loop.begin(vault, whenEnded: $0) }
    loop.forgetKey()
    loop.terminal.close()
    await loop.keeper?.stop()
    await loop.runner.close(within: .milliseconds(700))
    return ending
  }

  private init(_ options: PortalOptions, surroundings: Surroundings, vault: Vault?, stage: Stage) {
    self.options = options
    terminal = stage.terminal
    theme = stage.theme
    let inbox = Inbox()
    self.inbox = inbox
    // The runner's answers reach the loop, which does not exist yet.
    let loop = WeakLoop()
    let emit: @Sendable (PortalEvent) -> Void = { event in
      inbox.append(event)
      Task { @TerminalActor in loop.value?.drain() }
    }
    keeper = options.configuration.broker ? BrokerKeeper(options.brokerConfiguration, emit: emit) : nil
    runner = EffectRunner(
      location: options.location, options: options.vaultOptions, vault: vault, emit: emit,
      onVault: { vault in Task { @TerminalActor in loop.value?.follow(vault) } },
      baseURL: { [runtime = options.brokerConfiguration.runtime] in
        BrokerNotice.running($0, runtime: runtime)?.baseURL
      })
    model = PortalModel(
      environment: surroundings.environment(
        size: terminal.size, theme: theme.name, terminal: theme.words(size: terminal.size, colors: terminal.colors)))
    loop.value = self
    stage.hand(over: { loop.value?.drain() })
  }

  /// The first frame before anything is read.
  private func begin(_ vault: Vault?, whenEnded: CheckedContinuation<PortalEnding, Never>) {
    self.whenEnded = whenEnded
    paint()
    run(model.start())
    if let problem = theme.problem, let name = options.configuration.theme {
      run(model.update(.failed(.setTheme(name), PortalFailure(code: "theme", message: problem.description, hint: ""))))
    }
    if let vault { follow(vault) }
    drain()
  }

  /// Reports what any process does to the vault.
  private func follow(_ vault: Vault) {
    Task { [keeper] in await keeper?.keep(vault) }
    let changes = vault.changes()
    Task { [weak self] in
      for await _ in changes {
        guard let self, self.ending == nil else { return }
        self.inbox.append(.vaultChanged)
        self.drain()
      }
    }
  }

  /// Everything that has come, then one frame.
  private func drain() {
    guard ending == nil else { return }
    model.now = .now()
    while ending == nil {
      if let event = terminal.nextEvent() {
        handle(event)
      } else {
        let events = inbox.takeAll()
        if events.isEmpty { break }
        for event in events { update(event) }
      }
    }
    if ending == nil { paint() }
  }

  private func handle(_ event: TerminalEvent) {
    switch event {
    case .key(let key):
      if key == .control("l") { terminal.redraw() }
      update(.key(key))
    case .paste(let bytes): update(.paste(bytes))
    case .secretEdited: update(.secretEdited)
    case .mouse(let mouse): update(.mouse(mouse))
    case .resize(let size): update(.resize(size))
    case .focus(let focus): update(.focus(focus))
    case .resumed: update(.resumed)
    case .suspendRequested: terminal.suspend()
    case .background(let isDark):
      if theme.learn(isDark: isDark) {
        terminal.theme = theme.theme
        update(.themeRecognized(theme.name))
      }
    case .endRequested: end(.quit)
    }
  }

  private func update(_ event: PortalEvent) {
    let effects = model.update(event)
    // Before the next byte is looked at: it may be the first of a passphrase.
    terminal.secretField = model.secretField
    run(effects)
  }

  private func run(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .quit: end(.quit)
      case .openDemo: end(.demo)
      case .suspend: terminal.suspend()
      case .setTheme(let name): setTheme(name)
      case .copy(let text): copy(text)
      case .copyKey(let key): copyKey(key)
      case .notify(let text): terminal.notify(text)
      case .openBrowser(let url): openBrowser(url)
      default: Task { [runner] in await runner.run(effect) }
      }
    }
  }

  private func paint() {
    terminal.secretField = model.secretField
    terminal.paint(PortalViews.frame(model, size: terminal.size))
    // A second is soon enough for clocks; a spinner turns sooner.
    let now = Timestamp.now()
    let wait = min(1_000_000, max(10_000, (model.nextWake?.microseconds ?? .max) - now.microseconds))
    terminal.wake(after: .microseconds(wait)) { [weak self] in self?.tick() }
  }

  private func tick() {
    guard ending == nil else { return }
    inbox.append(.tick(.now()))
    drain()
  }

  private func end(_ ending: PortalEnding) {
    self.ending = ending
    whenEnded?.resume(returning: ending)
    whenEnded = nil
  }

  private func setTheme(_ name: String) {
    do {
      try theme.choose(name)
      terminal.theme = theme.theme
      if !options.isDemo { try Configuration.setTheme(name, in: options.location.configurationFile) }
    } catch {
      inbox.append(.failed(.setTheme(name), PortalFailure(code: "theme", message: "\(error)", hint: "")))
    }
  }

  private func copy(_ text: String) {
    Task { [weak self, environment = options.environment] in
      let tool = await Clipboard.copyWithTool(text, environment: environment)
      guard let self else { return }
      if tool == nil { self.terminal.copyByEscapeSequence(text) }
      self.inbox.append(.copied("Copied by \(tool ?? "OSC 52")."))
      self.drain()
    }
  }

  /// How long a key stays in the clipboard.
  private static let keySeconds = 20

  private func copyKey(_ key: SecretBytes) {
    forgetting?.cancel()
    terminal.copyByEscapeSequence(key)
    forgetting = Task { [weak self] in
      do { try await Task.sleep(for: .seconds(Self.keySeconds)) } catch { return }
      self?.forgetKey()
    }
    inbox.append(.keyKept("Copied by OSC 52; overwritten in \(Self.keySeconds) seconds."))
    Task { [weak self] in self?.drain() }
  }

  /// Takes a copied key out of the clipboard: after its time, or when the portal ends before.
  private func forgetKey() {
    guard let forgetting else { return }
    forgetting.cancel()
    self.forgetting = nil
    terminal.overwriteClipboard()
  }

  private func openBrowser(_ url: String) {
    Task { [weak self, environment = options.environment] in
      let opened = await Browser.open(url, environment: environment)
      guard let self else { return }
      let failure = PortalFailure(
        code: "no_browser", message: "no browser can be opened from here", hint: "open \(url)")
      self.inbox.append(opened ? .copied("Opened in the browser.") : .failed(.openBrowser(url), failure))
      self.drain()
    }
  }
}

/// Lets closures that the loop's parts need be made before the loop.
private final class WeakLoop: Sendable {
  @TerminalActor weak var value: PortalLoop?
}
