/// A time zone's offsets from UTC over time, read from a file of the IANA database (TZif, RFC 9636).
public struct ZoneRules: Hashable, Sendable {
  /// Moments from which another offset holds, ascending.
  private let transitions: [Int64]
  private let offsets: [Int64]
  private let first: Int64
  /// What holds after the last transition.
  private let footer: PosixZone?

  public static let utc = ZoneRules(transitions: [], offsets: [], first: 0, footer: nil)

  private init(transitions: [Int64], offsets: [Int64], first: Int64, footer: PosixZone?) {
    self.transitions = transitions
    self.offsets = offsets
    self.first = first
    self.footer = footer
  }

  /// nil for anything but a whole file of version 2 or later.
  public init?(tzif bytes: [UInt8]) {
    var reader = Reader(bytes)
    // The first block has 32-bit times, for old readers.
    guard let old = reader.header(), reader.skip(old.size(timeWidth: 4)), let counts = reader.header() else {
      return nil
    }
    var transitions: [Int64] = []
    for _ in 0..<counts.times {
      guard let time = reader.integer(8) else { return nil }
      transitions.append(time)
    }
    guard let indexes = reader.bytes(counts.times) else { return nil }
    var types: [Int64] = []
    for _ in 0..<counts.types {
      guard let offset = reader.integer(4), reader.skip(2), abs(offset) < 26 * 3600 else { return nil }
      types.append(offset)
    }
    guard let first = types.first, indexes.allSatisfy({ Int($0) < types.count }),
      zip(transitions, transitions.dropFirst()).allSatisfy({ $0 < $1 }),
      reader.skip(counts.letters + counts.leaps * 12 + counts.standard + counts.universal),
      let footer = reader.footer()
    else { return nil }
    let rules = PosixZone(footer)
    guard footer.isEmpty || rules != nil else { return nil }
    self.init(transitions: transitions, offsets: indexes.map { types[Int($0)] }, first: first, footer: rules)
  }

  /// Seconds to add to UTC for the local clock.
  public func offset(at time: Timestamp) -> Int64 {
    let seconds = time.seconds
    guard let last = transitions.last else { return footer?.offset(at: seconds) ?? first }
    if seconds >= last, let footer { return footer.offset(at: seconds) }
    var (low, high) = (0, transitions.count)
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? first : offsets[low - 1]
  }

  public func local(_ time: Timestamp) -> CivilTime { CivilTime(localSeconds: time.seconds + offset(at: time)) }

  private struct Counts {
    let universal, standard, leaps, times, types, letters: Int

    func size(timeWidth: Int) -> Int {
      times * (timeWidth + 1) + types * 6 + letters + leaps * (timeWidth + 4) + standard + universal
    }
  }

  private struct Reader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func bytes(_ count: Int) -> [UInt8]? {
      guard count <= rest.count else { return nil }
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }

    mutating func skip(_ count: Int) -> Bool { bytes(count) != nil }

    mutating func integer(_ width: Int) -> Int64? {
      guard let bytes = bytes(width) else { return nil }
      let value = bytes.reduce(Int64(0)) { $0 << 8 | Int64($1) }
      return width == 4 ? Int64(Int32(truncatingIfNeeded: value)) : value
    }

    mutating func header() -> Counts? {
      guard bytes(4) == Array("TZif".utf8), let version = bytes(1)?.first, version >= UInt8(ascii: "2"), skip(15) else {
        return nil
      }
      var counts: [Int] = []
      for _ in 0..<6 {
        guard let count = integer(4), (0...100_000).contains(count) else { return nil }
        counts.append(Int(count))
      }
      return Counts(
        universal: counts[0], standard: counts[1], leaps: counts[2], times: counts[3], types: counts[4],
        letters: counts[5])
    }

    /// What stands between two line breaks at the end.
    mutating func footer() -> String? {
      guard rest.first == 0x0A, rest.count >= 2, rest.last == 0x0A else { return nil }
      return String(decoding: rest.dropFirst().dropLast(), as: UTF8.self)
    }
  }
}
