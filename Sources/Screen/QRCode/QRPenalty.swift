extension QRMatrix {
  /// How hard the symbol is to read: long runs, blocks, what looks like a finder pattern, and an imbalance of dark and
  /// light (ISO/IEC 18004, section 7.8.3).
  var penalty: Int {
    let lines = (0..<size).reduce(0) { penalty, line in
      let row = Array(modules[line * size..<(line + 1) * size])
      let column = (0..<size).map { modules[$0 * size + line] }
      return penalty + Self.runs(row) + Self.finders(row) + Self.runs(column) + Self.finders(column)
    }
    return lines + blocks + imbalance
  }

  /// 3 for five modules of a kind in a line, and 1 for each more.
  private static func runs(_ line: [Bool]) -> Int {
    var penalty = 0
    var length = 0
    for (index, module) in line.enumerated() {
      length = index > 0 && line[index - 1] == module ? length + 1 : 1
      penalty += length == 5 ? 3 : length > 5 ? 1 : 0
    }
    return penalty
  }

  /// 40 for dark and light in the ratio 1:1:3:1:1 next to four light modules, which may be the quiet zone's.
  private static func finders(_ line: [Bool]) -> Int {
    let pattern = [true, false, true, true, true, false, true]
    let quiet = [false, false, false, false]
    let line = quiet + line + quiet
    return (4..<line.count - 10).reduce(0) { penalty, start in
      guard line[start..<start + 7].elementsEqual(pattern) else { return penalty }
      let isApart = !line[start - 4..<start].contains(true) || !line[start + 7..<start + 11].contains(true)
      return penalty + (isApart ? 40 : 0)
    }
  }

  /// 3 for each square of two by two of a kind.
  private var blocks: Int {
    var count = 0
    for y in 1..<size {
      for index in y * size + 1..<(y + 1) * size {
        let module = modules[index]
        if module == modules[index - 1], module == modules[index - size], module == modules[index - size - 1] {
          count += 1
        }
      }
    }
    return 3 * count
  }

  /// 10 for each full 5 % that the dark modules are away from half.
  private var imbalance: Int {
    let dark = modules.count(where: { $0 })
    return abs(20 * dark - 10 * modules.count) / modules.count * 10
  }
}
