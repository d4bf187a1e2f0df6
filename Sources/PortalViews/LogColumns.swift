internal import Domain
internal import PortalModel
internal import Screen

/// The columns of the log for a width: fewer where there is little room, bytes and reason from 160 columns.
struct LogColumns {
  struct Column {
    let name: String
    let width: Int
    var isRight = false
    let text: (AuditEntry) -> String
  }

  let columns: [Column]
  /// The width of the place's column; 0 where there is none.
  let placeWidth: Int
  /// In a short column the path says more than the host, and words need the method's column too.
  var isPlaceShort: Bool { placeWidth > 0 && placeWidth < 24 }

  /// - Parameters:
  ///   - columns: those inside the border; one stays free on each side.
  ///   - isWaiting: whether the row is of a call that waits for an approval at this moment.
  init(columns total: Int, isWaiting: @escaping (AuditEntry) -> Bool = { _ in false }) {
    var columns = [
      Column(name: "time", width: 9) { $0.time.localTime }, Column(name: "result", width: 6, text: \.result),
    ]
    let named = total >= 118 ? 16 : total >= 78 ? 12 : 13
    let caller = Column(name: "caller", width: named) { Self.text($0.event.caller) }
    let grant = Column(name: "grant", width: total >= 118 ? 16 : 12) { Self.text($0.event.subject) }
    let method = Column(name: "method", width: 6) { Self.text($0.event.method) }
    let http = Column(name: "http", width: 4, isRight: true) { $0.outcome?.event.status.map(String.init) ?? "-" }
    let took = Column(name: "took", width: 8, isRight: true) { isWaiting($0) ? "waiting" : Self.took($0) }
    guard total >= 74 else {
      // Time, result, who, with what, how, and what came of it; the path is one Enter away.
      columns += [caller, grant, method, http]
      self.columns = Self.fitted(columns, into: total - 2)
      placeWidth = 0
      return
    }
    columns += [caller, grant, method]
    var tail = [http, took]
    if total >= 158 {
      tail.append(Column(name: "bytes", width: 11, isRight: true, text: Self.bytes))
      tail.append(Column(name: "reason", width: 40, text: Self.reason))
    }
    let used = (columns + tail).reduce(0) { $0 + $1.width + 1 }
    let room = max(8, total - 2 - used)
    let place = Column(name: "where", width: room) { Self.place($0, room: room) }
    self.columns = columns + [place] + tail
    placeWidth = room
  }

  /// Drops what does not fit, from the right.
  private static func fitted(_ columns: [Column], into room: Int) -> [Column] {
    var fitting = columns
    while fitting.count > 2, fitting.reduce(-1, { $0 + $1.width + 1 }) > room { fitting.removeLast() }
    return fitting
  }

  private static func text(_ text: String) -> String { text.isEmpty ? "-" : Printable.text(text) }

  private static func place(_ entry: AuditEntry, room: Int) -> String {
    let event = entry.event
    guard !event.method.isEmpty else { return Detail.what(event) }
    return Printable.text(room < 24 ? event.path : event.host + event.path)
  }

  /// An event that is no call has said it in the place's column.
  private static func reason(_ entry: AuditEntry) -> String {
    entry.event.method.isEmpty ? "-" : text(Detail.why(entry.event))
  }

  private static func took(_ entry: AuditEntry) -> String {
    if entry.event.kind == .intent, entry.outcome == nil { return "open" }
    guard let time = entry.outcome?.event.milliseconds ?? entry.event.milliseconds else { return "-" }
    return Printable.duration(milliseconds: time)
  }

  private static func bytes(_ entry: AuditEntry) -> String {
    entry.outcome.map { Printable.count($0.event.bytesIn) } ?? "-"
  }
}
