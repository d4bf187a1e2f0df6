internal import Domain
internal import HelpTopics

extension PortalModel {
  /// The right part of the first line, without what does not exist.
  public var statusParts: [String] { statusParts(withBroker: true) }

  /// - Parameter withBroker: false for a line in which it has no room.
  public func statusParts(withBroker: Bool) -> [String] {
    if let journey { return [journey.title] }
    if unlock != nil { return ["locked"] }
    guard let status = overview?.status else { return [] }
    var parts: [String] = []
    if let adminUntil, adminUntil > now { parts.append("admin \(Self.minutes(adminUntil.seconds - now.seconds))") }
    if let locks = status.locksAt {
      parts.append("unlocked \(Self.minutes(max(0, locks.seconds - now.seconds)))")
    } else {
      parts.append("unlocked")
    }
    if withBroker, let broker { parts.append(broker.inWords) }
    return parts + waitingParts(isShort: false)
  }

  /// What waits for users, then what waits for approvals, each with its key.
  private func waitingParts(isShort: Bool) -> [String] {
    let (sessions, calls) = (waitingSessions.count, waitingCalls.count)
    var parts: [String] = []
    if sessions > 0 {
      parts.append(isShort ? "\(sessions) connect, C" : "\(sessions) session\(sessions == 1 ? "" : "s") waiting, C")
    }
    if calls > 0 {
      parts.append(
        isShort
          ? "\(calls) wait\(calls == 1 ? "s" : ""), !" : "\(calls) approval\(calls == 1 ? "" : "s") waiting, !")
    }
    return parts
  }

  /// The same for a narrow screen; the last part is the one to keep longest.
  public var shortStatusParts: [String] {
    guard journey == nil, unlock == nil else { return statusParts }
    let waiting = waitingParts(isShort: true)
    let parts = statusParts(withBroker: false).dropLast(waiting.count).map { part in
      part.hasPrefix("unlocked ") ? String(part.dropFirst(9)) : part
    }
    return parts + waiting
  }

  /// `40 s`, `14 min`, `24 h`.
  private static func minutes(_ seconds: Int64) -> String {
    switch seconds {
    case ..<60: "\(seconds) s"
    case ..<7200: "\((seconds + 30) / 60) min"
    default: "\((seconds + 1800) / 3600) h"
    }
  }

  /// The command that does what the screen shows, without the words before it.
  public var sameAs: String? {
    if let help { return help.page.map { "gatehouse help \($0.topic.rawValue)" } }
    if let journey { return journey.sameAs }
    if let unlock { return "gatehouse unlock\(unlock.usesRecovery ? " --recovery" : "")" }
    if let dialog = dialogs.last { return dialog.sameAs }
    switch focus.pane {
    case .providers: return "gatehouse providers " + (selectedProvider.map { "show \($0.id)" } ?? "list")
    case .grants: return "gatehouse grants " + (selectedGrant.map { "show \($0.grant.name)" } ?? "list")
    case .secrets: return "gatehouse secrets list"
    case .policies: return "gatehouse policy " + (selectedPolicy.map { "show \($0.name)" } ?? "list")
    case .callers: return "gatehouse callers " + (selectedCaller.map { "show \($0.fullName)" } ?? "list")
    case .audit:
      let filter = audit.filter.isEmpty ? "" : " " + Printable.text(ShellWord.quoted(audit.filter))
      return "gatehouse audit list" + filter
    }
  }
}
