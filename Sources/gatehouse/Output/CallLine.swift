internal import Broker
internal import Domain

/// One call that the broker served, in one line.
enum CallLine {
  static func text(_ call: ServedCall) -> String {
    let caller = call.caller.isEmpty ? "-" : call.caller
    let words = [
      Timestamp.now().localTime, "\(call.status)", "\(call.milliseconds) ms", caller, call.method, call.path,
      call.reason,
    ]
    return Printable.text(words.filter { !$0.isEmpty }.joined(separator: "  "), limit: 400)
  }
}
