import Domain
import Foundation

/// Conditions on a body, over what Foundation reads of it.
struct NaiveBody {
  private let document: Any?
  private let isReadable: Bool

  init(_ body: CallBody) {
    switch body {
    case .none: (document, isReadable) = (nil, true)
    case .json(let value):
      document = try? JSONSerialization.jsonObject(with: Data(value.bytes), options: .fragmentsAllowed)
      isReadable = document != nil
    case .notJSON, .tooLarge, .unread: (document, isReadable) = (nil, false)
    }
  }

  func holds(_ pointer: JSONPointer, _ test: Rule.BodyTest) -> Bool? {
    guard isReadable else { return nil }
    guard let document else { return false }
    let answers = Self.values(pointer.steps, document).map { Self.fits($0, test) }
    return answers.contains(true) ? true : answers.contains(nil) ? nil : false
  }

  private static func values(_ steps: [String], _ value: Any) -> [Any] {
    guard let step = steps.first else { return [value] }
    var next: [Any] = []
    if let object = value as? [String: Any] {
      next = step == "*" ? Array(object.values) : object[step].map { [$0] } ?? []
    } else if let array = value as? [Any] {
      next = step == "*" ? array : Int(step).flatMap { array.indices.contains($0) ? [array[$0]] : nil } ?? []
    }
    return next.flatMap { values(Array(steps.dropFirst()), $0) }
  }

  private static func fits(_ value: Any, _ test: Rule.BodyTest) -> Bool? {
    if value is NSNull { return false }
    let (text, flag, number) = (
      value as? String, isFlag(value) ? value as? Bool : nil, isFlag(value) ? nil : value as? NSNumber
    )
    switch test {
    case .compares(let comparison, let bound):
      guard let number, let limit = Decimal(string: bound.description) else { return nil }
      return comparison == .above ? number.decimalValue > limit : number.decimalValue < limit
    case .isOne(let wanted):
      let answers: [Bool?] = wanted.map { scalar in
        switch scalar {
        case .text(let wanted): return text.map { $0 == wanted }
        case .bool(let wanted): return flag.map { $0 == wanted }
        case .number(let wanted): return number.map { $0.decimalValue == Decimal(string: wanted.description) }
        }
      }
      return answers.contains(nil) ? nil : answers.contains(true)
    }
  }

  private static func isFlag(_ value: Any) -> Bool {
    guard let number = value as? NSNumber else { return false }
    return unsafe String(cString: number.objCType) == "c"
  }
}
