internal import TOMLKit

/// A value of a document, copied out of the parser's own (which is neither Sendable nor knows places), and its places.
struct TOMLNode: Sendable {
  enum Value: Sendable {
    case string(String)
    case integer(Int)
    case float(Double)
    case bool(Bool)
    case date
    case array([TOMLNode])
    case table([String: TOMLNode])

    var kind: String {
      switch self {
      case .string: "text"
      case .integer: "a whole number"
      case .float: "a number with a fraction"
      case .bool: "true or false"
      case .date: "a date or time"
      case .array: "a list"
      case .table: "a table"
      }
    }
  }

  var value: Value
  var keyPlace: TOMLPlace
  var place: TOMLPlace

  init(_ source: any TOMLValueConvertible, path: [TOMLStep], places: TOMLPlaces) {
    let entry = places.entries[path]
    keyPlace = entry?.key ?? .start
    place = entry?.value ?? .start
    switch source.type {
    case .string: value = .string(source.string ?? "")
    case .int: value = .integer(source.int ?? 0)
    case .double: value = .float(source.double ?? 0)
    case .bool: value = .bool(source.bool ?? false)
    case .date, .time, .dateTime: value = .date
    case .array:
      value = .array(
        (source.array.map(Array.init) ?? []).enumerated().map { index, element in
          TOMLNode(element, path: path + [.index(index)], places: places)
        })
    case .table:
      var members: [String: TOMLNode] = [:]
      if let table = source.table {
        for key in table.keys {
          guard let member = table[key] else { continue }
          members[key] = TOMLNode(member, path: path + [.key(key)], places: places)
        }
      }
      value = .table(members)
    }
  }
}
