/// Whether something holds, as far as it can be known.
enum Finding: Hashable, Sendable {
  case yes, no
  case doubt(Doubt)

  init(_ flag: Bool) { self = flag ? .yes : .no }

  var negated: Finding {
    switch self {
    case .yes: .no
    case .no: .yes
    case .doubt: self
    }
  }
}

/// Why it cannot be told whether a condition holds.
public enum Doubt: Hashable, Sendable {
  case unknown(Rule.Word)
  case bodyNotJSON, bodyTooLarge, bodyUnread
  case otherKind(JSONPointer)
  case clockWentBack
  case unknownZone(String)
  case uncounted

  /// Whether it is only for want of a fact that the log does not hold.
  public var isMissingFact: Bool {
    switch self {
    case .unknown, .bodyUnread: true
    default: false
    }
  }

  public var inWords: String {
    switch self {
    case .unknown(.address): "the caller's address is not known"
    case .unknown(.header): "the call's headers are not known"
    case .unknown(.size): "the body's length is not known"
    case .unknown(let word): "the call's \(word.rawValue) is not known"
    case .bodyNotJSON: "the body is not sent as JSON that is read in one way only"
    case .bodyTooLarge: "the body is longer than the \(ByteCount.text(Int64(CallBody.limit))) that are looked into"
    case .bodyUnread: "the body was not looked into"
    case .otherKind(let pointer): "\(pointer) in the body is of another kind than the rule's value"
    case .clockWentBack: "the clock went back"
    case .unknownZone(let zone): "this machine has no time zone \(Printable.text(zone, limit: 64))"
    case .uncounted: "the calls made so far are not known"
    }
  }
}
