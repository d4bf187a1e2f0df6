/// A place in a JSON document (RFC 6901), such as `/items/0/price`. A step `*` stands for every member or element.
public struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
  /// Unescaped.
  public let steps: [String]

  /// nil when it does not begin with a slash, or holds a `~` that is no escape.
  public init?(_ text: String) {
    guard text.hasPrefix("/"), text.utf8.count <= 1000 else { return nil }
    var steps: [String] = []
    for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      let escapes = part.split(separator: "~", omittingEmptySubsequences: false).dropFirst()
      guard escapes.allSatisfy({ $0.hasPrefix("0") || $0.hasPrefix("1") }) else { return nil }
      steps.append(String(part.replacing("~1", with: "/").replacing("~0", with: "~")))
    }
    self.steps = steps
  }

  public var description: String {
    steps.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
  }

  /// Every value the pointer leads to; empty when there is none.
  public func values(in document: JSONValue) -> [JSONValue] {
    var found = [document]
    for step in steps {
      found = found.flatMap { value -> [JSONValue] in
        switch value {
        case .object(let members):
          step == "*" ? members.map(\.value) : members.filter { Self.same($0.name, step) }.map(\.value)
        case .array(let elements):
          step == "*" ? elements : Self.index(step).flatMap { $0 < elements.count ? [elements[$0]] : nil } ?? []
        default: []
        }
      }
    }
    return found
  }

  /// The document without what the pointer leads to.
  public func removed(from document: JSONValue) -> JSONValue { Self.remove(steps[...], from: document) }

  private static func remove(_ steps: ArraySlice<String>, from value: JSONValue) -> JSONValue {
    guard let step = steps.first else { return value }
    let rest = steps.dropFirst()
    switch value {
    case .object(let members):
      return .object(
        members.compactMap { member in
          guard step == "*" || same(member.name, step) else { return member }
          return rest.isEmpty ? nil : JSONValue.Member(name: member.name, value: remove(rest, from: member.value))
        })
    case .array(let elements):
      return .array(
        elements.enumerated().compactMap { index, element in
          guard step == "*" || Self.index(step) == index else { return element }
          return rest.isEmpty ? nil : remove(rest, from: element)
        })
    default: return value
    }
  }

  /// Names are the same when their bytes are.
  private static func same(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }

  private static func index(_ step: String) -> Int? {
    guard !step.isEmpty, step.utf8.allSatisfy(\.isDigit), step == "0" || !step.hasPrefix("0") else { return nil }
    return Int(step)
  }
}
