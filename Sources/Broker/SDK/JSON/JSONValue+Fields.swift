internal import Domain

extension JSONValue {
  /// An object without the members that are nil: the SDK refuses a null in many places.
  static func fields(_ members: [(String, JSONValue?)]) -> JSONValue {
    .object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
  }

  static func integer(_ number: some BinaryInteger) -> JSONValue { .number(String(number)) }
  static func id(_ id: Identifier) -> JSONValue { .string(id.description) }
  static func time(_ time: Timestamp) -> JSONValue { .string(time.description) }
  static func texts(_ texts: some Sequence<String>) -> JSONValue { .array(texts.map { .string($0) }) }
}
