internal import Domain

/// The members of a JSON object that somebody sent, read one by one; a member that is null counts as absent.
struct JSONFields: Sendable {
  private let members: [JSONValue.Member]

  init(_ members: [JSONValue.Member] = []) { self.members = members }

  /// A request's body; an empty one is an empty object.
  init(body: [UInt8]) throws(SDKRefusal) {
    guard !body.isEmpty else {
      members = []
      return
    }
    guard case .object(let members) = JSONValue(body) else {
      throw .badRequest("the body is no JSON object that can be read in one way only")
    }
    self.members = members
  }

  var names: [String] { members.map(\.name) }
  var pairs: [(name: String, value: JSONValue)] { members.map { ($0.name, $0.value) } }
  var json: JSONValue { .object(members) }

  /// The value as it is, null included; nil when the member is not there.
  func any(_ name: String) -> JSONValue? { members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value }

  func value(_ name: String) -> JSONValue? {
    let found = any(name)
    return found == .null ? nil : found
  }

  func text(_ name: String, limit: Int = 4096) throws(SDKRefusal) -> String? {
    guard let value = value(name) else { return nil }
    guard case .string(let text) = value, text.utf8.count <= limit else {
      throw .unusable("\(name) must be a text of up to \(limit) bytes")
    }
    return text
  }

  func requiredText(_ name: String, limit: Int = 4096) throws(SDKRefusal) -> String {
    guard let text = try text(name, limit: limit), !text.isEmpty else { throw .unusable("\(name) is missing") }
    return text
  }

  func integer(_ name: String, in range: ClosedRange<Int64>) throws(SDKRefusal) -> Int64? {
    guard let value = value(name) else { return nil }
    guard case .number(let digits) = value, let number = Int64(digits), range.contains(number) else {
      throw .unusable("\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func flag(_ name: String) throws(SDKRefusal) -> Bool? {
    guard let value = value(name) else { return nil }
    guard case .bool(let flag) = value else { throw .unusable("\(name) must be true or false") }
    return flag
  }

  func texts(_ name: String, limit: Int = 200) throws(SDKRefusal) -> [String]? {
    guard let value = value(name) else { return nil }
    guard case .array(let elements) = value, elements.count <= limit else {
      throw .unusable("\(name) must be a list of up to \(limit) texts")
    }
    var texts: [String] = []
    for element in elements {
      guard case .string(let text) = element else { throw .unusable("\(name) must be a list of texts") }
      texts.append(text)
    }
    return texts
  }

  func object(_ name: String) throws(SDKRefusal) -> JSONFields? {
    guard let value = value(name) else { return nil }
    guard case .object(let members) = value else { throw .unusable("\(name) must be an object") }
    return JSONFields(members)
  }

  func time(_ name: String) throws(SDKRefusal) -> Timestamp? {
    guard let text = try text(name, limit: 64) else { return nil }
    guard let time = SDKTime.read(text) else { throw .unusable("\(name) must be a time such as 2030-01-01T00:00:00Z") }
    return time
  }
}
