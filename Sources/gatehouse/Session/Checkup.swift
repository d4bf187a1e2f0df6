internal import Broker
internal import Domain
internal import Glibc
internal import Settings
internal import VaultEngine

/// What `doctor` looks at.
struct Finding {
  enum Result: String { case good, warn, bad }

  let check: String
  let result: Result
  let found: String
  var remedy = ""
}

enum Checkup {
  static func run() async -> [Finding] {
    let location = Session.location
    return [
      terminal(), locale(), keyring(), lockedMemory(), folder("vault folder", location.home),
      folder("state folder", location.state),
    ] + (await vault(location)) + [configuration(location)]
  }

  private static func terminal() -> Finding {
    let check = "terminal"
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      return Finding(
        check: check, result: .warn, found: "this is not a terminal, so the portal cannot open here",
        remedy: "commands work; for the portal use a terminal of at least 60x20")
    }
    guard let name = Environment.value("TERM"), name != "dumb" else {
      return Finding(
        check: check, result: .bad, found: "TERM is not set, or dumb",
        remedy: "set it, as in: export TERM=xterm-256color")
    }
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return Finding(check: check, result: .warn, found: "\(name), of unknown size", remedy: "run: resize")
    }
    let found = "\(name), \(size.ws_col)x\(size.ws_row)"
    return size.ws_col >= 80 && size.ws_row >= 24
      ? Finding(check: check, result: .good, found: found)
      : Finding(
        check: check, result: .warn, found: found, remedy: "from 80x24 on the portal shows its panes side by side")
  }

  private static func locale() -> Finding {
    unsafe setlocale(LC_CTYPE, "")
    let codeset = unsafe String(cString: nl_langinfo(nl_item(CODESET)))
    return codeset == "UTF-8"
      ? Finding(check: "locale", result: .good, found: codeset)
      : Finding(
        check: "locale", result: .warn, found: "\(codeset), so borders are drawn in ASCII",
        remedy: "export LANG=C.UTF-8")
  }

  private static func keyring() -> Finding {
    Keyring.works
      ? Finding(check: "keyring", result: .good, found: "the kernel's keyring keeps the keys of an unlocked vault")
      : Finding(
        check: "keyring", result: .warn, found: "the kernel's keyring is refused, so each command asks",
        remedy: "in a container allow add_key and keyctl, or give --passphrase-file FILE")
  }

  private static func lockedMemory() -> Finding {
    var limit = rlimit()
    unsafe getrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &limit)
    let kibibytes = limit.rlim_cur / 1024
    let found = limit.rlim_cur == rlim_t.max ? "unlimited" : "\(Printable.count(kibibytes)) KiB can be kept out of swap"
    return kibibytes >= 1024
      ? Finding(check: "locked memory", result: .good, found: found)
      : Finding(
        check: "locked memory", result: .warn, found: "\(found); keys may be swapped to disk",
        remedy: "raise: ulimit -l")
  }

  private static func folder(_ check: String, _ path: String) -> Finding {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      return Finding(check: check, result: .good, found: "\(path) is made when it is needed")
    }
    let mode = status.st_mode & 0o777
    guard status.st_uid == geteuid() else {
      return Finding(
        check: check, result: .bad, found: "\(path) belongs to another user", remedy: "use gatehouse as its owner")
    }
    guard mode & 0o077 == 0 else {
      return Finding(
        check: check, result: .bad, found: "\(path) is open to others (mode \(String(mode, radix: 8)))",
        remedy: "chmod 700 \(path)")
    }
    return Finding(check: check, result: .good, found: "\(path), mode \(String(mode, radix: 8))")
  }

  private static func vault(_ location: VaultLocation) async -> [Finding] {
    let check = "vault"
    guard location.hasVault else {
      return [Finding(check: check, result: .warn, found: "there is none yet", remedy: "make one with: gatehouse init")]
    }
    do {
      let vault = try await Vault.open(at: location, options: VaultOptions())
      let overview = try await Session.closing(vault) { try await $0.overview() }
      let (status, connections) = (overview.status, [broker(vault)] + connections(overview))
      guard status.hasRecoveryKit else {
        return [
          Finding(
            check: check, result: .warn, found: "opens; there is no tested recovery kit",
            remedy: "make one with: gatehouse recovery create")
        ] + connections
      }
      return [
        Finding(check: check, result: .good, found: "opens, \(status.isUnlocked ? "unlocked" : "locked")")
      ] + connections
    } catch {
      let failure = Failure(error)
      return [Finding(check: check, result: .bad, found: failure.message, remedy: failure.hint)]
    }
  }

  private static func broker(_ vault: Vault) -> Finding {
    let runtime = RuntimeFolder.path(environment: Environment.all)
    guard let notice = BrokerNotice.running(vault, runtime: runtime) else {
      return Finding(
        check: "broker", result: .good, found: "none runs; the portal is one while it is open, or run: gatehouse serve")
    }
    let place = notice.addresses.joined(separator: ", ")
    return Finding(check: "broker", result: .good, found: "process \(notice.pid) at \(place)")
  }

  /// Only when something is wrong with them.
  private static func connections(_ overview: VaultOverview) -> [Finding] {
    let names = overview.grants.filter { $0.state == .needsReauth }.map(\.grant.name)
    guard let first = names.first else { return [] }
    return [
      Finding(
        check: "connections", result: .warn, found: "users have to agree again: \(names.joined(separator: ", "))",
        remedy: "gatehouse oauth connect --grant \(first)")
    ]
  }

  private static func configuration(_ location: VaultLocation) -> Finding {
    do {
      let settings = try Configuration.load(location.configurationFile)
      guard let warning = settings.warnings.first else {
        return Finding(check: "configuration", result: .good, found: location.configurationFile)
      }
      return Finding(check: "configuration", result: .warn, found: warning, remedy: "see: gatehouse config check")
    } catch {
      return Finding(check: "configuration", result: .bad, found: "\(error)")
    }
  }
}
