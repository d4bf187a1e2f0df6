internal import Domain
internal import PortalModel
internal import Screen

/// What ends, and what breaks with it.
enum ConfirmationView {
  static func body(_ state: Confirmation, columns: Int) -> DialogBody {
    var lines: [PanelLine] = [.empty]
    lines += PanelLine.wrapped("", sentence(state), columns: columns)
    lines.append(.empty)
    let impact = state.impact
    if case .removePolicy = state.act {
      lines += list("Rules", impact.rules, none: "none", columns: columns)
      lines += list("Grants", impact.grants, none: "none; it holds for nothing now", columns: columns)
    } else if case .revokeCaller = state.act {
      lines += list("Keys", impact.keys, none: "none works", columns: columns)
      lines += list("Below it", impact.below, none: "nobody", columns: columns)
      lines += list("Grants", impact.grants, none: "none", columns: columns)
    } else {
      lines += list("Grants", impact.grants, none: "none", columns: columns)
      lines += list("Policies", impact.policies, none: "none names them", columns: columns)
    }
    lines += list(
      "Callers", impact.callers.map { "\(Printable.text($0.caller, limit: 40)) \(Printable.count($0.calls))" },
      none: "none in the last 24 hours", columns: columns)
    lines.append(.pair("Calls", "\(Printable.count(impact.calls)) in the last 24 hours"))
    lines.append(.empty)
    lines += PanelLine.wrapped("", afterwards(state), columns: columns, style: .dim)
    lines += PanelLine.field("name", of: state.form, columns: columns)
    lines += DialogViews.failure(state.problem, columns: columns)
    return DialogBody(lines: lines + [.empty], footer: PanelLine.buttons(of: state.form, columns: columns))
  }

  private static func sentence(_ state: Confirmation) -> String {
    switch state.act {
    case .revokeSecret:
      "Every grant of the secret \(state.name) stops at once. The key itself stays valid at the provider until it is revoked there."
    case .revokeGrant:
      "Calls through the grant \(state.name) are denied at once. "
        + (state.connectionEnds ?? "Other grants of its secret go on.")
    case .revokeCaller:
      "Calls with a key of \(state.name) are refused at once, and so are those of the callers below it. The grants stay."
    case .removePolicy: "The rules of \(state.name) stop deciding. Calls that only they denied will pass."
    }
  }

  private static func afterwards(_ state: Confirmation) -> String {
    state.isReversible
      ? "For ten minutes u takes it back. After that it is final."
      : "There is no undo, so the name is asked for."
  }

  private static func list(_ name: String, _ values: [String], none: String, columns: Int) -> [PanelLine] {
    values.isEmpty
      ? [.pair(name, none)]
      : PanelLine.wrapped(name, values.joined(separator: "   "), columns: columns)
  }
}
