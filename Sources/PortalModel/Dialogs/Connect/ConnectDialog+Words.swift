internal import Domain
internal import Screen

extension ConnectDialog {
  var secretField: SecretBytes? { nil }

  var title: String {
    if case .connected(let summary) = phase { return summary.grant.name }
    return mended.map { "Connect \($0.grant.name) anew" } ?? "Connect an account"
  }

  var note: String {
    switch phase {
    case .editing: mended == nil ? "nothing is connected yet" : "its grant_id stays"
    case .running(let progress): progress.note(now: now)
    case .connected: mended == nil ? "connected" : "connected anew, the grant_id is the same"
    }
  }

  var isDirty: Bool {
    switch phase {
    case .editing: form.isDirty
    case .running: true
    case .connected: false
    }
  }

  var message: String? {
    guard case .connected = phase else { return nil }
    return "Connected. The grant_id stays the same when its tokens are refreshed."
  }

  var sameAs: String? {
    if case .connected(let summary) = phase { return "gatehouse grants show \(summary.grant.name)" }
    var words = ["gatehouse oauth connect"]
    if let mended {
      words += ["--grant", ShellWord.quoted(mended.grant.name)]
    } else {
      let user = form.text("user")
      words += [
        ShellWord.quoted(form.text("app")), "--user", user.isEmpty ? "USER_ID" : ShellWord.quoted(user),
      ]
      if !form.text("label").isEmpty { words += ["--label", ShellWord.quoted(form.text("label"))] }
      if !isNameProposed { words += ["--name", ShellWord.quoted(form.text("name"))] }
    }
    let scopes = ScopeFields.ticked(in: form)
    if scopes != (mended?.source.connection?.scopesAsked ?? app?.scopes ?? []) {
      for scope in scopes { words += ["--scope", ShellWord.quoted(scope)] }
    }
    if isDevice { words.append("--device") }
    return words.joined(separator: " ")
  }

  var bindings: [KeyBinding] {
    switch phase {
    case .editing:
      [
        KeyBinding(.enter, form.focusedButton?.hint ?? "connect", "Send the user to the provider"),
        KeyBinding(.tab, "next field", "Go to the next field"),
        form.tickBinding,
        KeyBinding(.escape, "cancel", "Close; nothing is connected"),
      ]
    case .running(let progress): Self.bindings(of: progress)
    case .connected:
      [
        KeyBinding([.enter, .escape], "done", "Close, and go to the grant"),
        KeyBinding(.character("y"), "copy grant_id", "Copy the grant_id"),
        KeyBinding(.character("t"), "try a request", "Compose a request with this grant"),
        KeyBinding(.character("Y"), "copy call", "Copy the command that calls through this grant"),
        KeyBinding(.character("p"), "policy", "Narrow the grant by a policy"),
      ]
    }
  }

  private static func bindings(of progress: ConnectProgress) -> [KeyBinding] {
    let soon = progress.page == nil ? "The provider has not been asked yet" : nil
    let open = KeyBinding(.character("o"), "open browser", "Open the page in the browser", disabledReason: soon)
    let scroll = KeyBinding([.down, .up], "scroll", "Scroll where there are more lines than rows", shownAs: "↑↓")
    let cancel = KeyBinding(.escape, "cancel", "Stop waiting; nothing is stored")
    guard progress.isDevice else {
      return [
        open, KeyBinding(.character("y"), "copy address", "Copy the address of the page", disabledReason: soon), cancel,
        scroll,
      ]
    }
    return [
      KeyBinding(.character("y"), "copy code", "Copy the code", disabledReason: soon),
      KeyBinding(.character("Y"), "copy address", "Copy the address of the page", disabledReason: soon), open, cancel,
      scroll,
    ]
  }
}

extension ConnectProgress {
  /// `waiting 42 s`, or what is left of a code's time.
  func note(now: Timestamp) -> String {
    if let device, stage == .waiting {
      let left = device.expiresAt.seconds - now.seconds
      return left > 0 ? "\(Self.clock(left)) left" : "the code has expired"
    }
    return "\(stage == .waiting ? "waiting " : "")\(Self.clock(max(0, now.seconds - since.seconds)))"
  }

  /// `42 s`, `4 min 38 s`.
  private static func clock(_ seconds: Int64) -> String {
    seconds < 60 ? "\(seconds) s" : "\(seconds / 60) min \(seconds % 60) s"
  }
}
