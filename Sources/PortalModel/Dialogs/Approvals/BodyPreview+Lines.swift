internal import Domain
internal import Screen

extension BodyPreview {
  /// Whether there is a text to be shown as it would be sent.
  var canBeRaw: Bool { kind == .form || kind == .json || kind == .text }

  /// `form, 68 bytes, whole`.
  var summary: String {
    let bytes = "\(Printable.count(size)) byte\(size == 1 ? "" : "s")"
    return switch kind {
    case .none: "none"
    case .binary: "binary, \(bytes)"
    case .json: "JSON, \(bytes), \(extent)"
    case .form, .text: "\(kind.rawValue), \(bytes), \(extent)"
    }
  }

  private var extent: String { isWhole ? "whole" : "cut: its end is not shown" }

  /// A form as names and values, JSON over lines, any other text as it is.
  func lines(isRaw: Bool, columns: Int) -> [ApprovalLine] {
    switch kind {
    case .none: [.dim("The call has no body.")]
    case .binary: [.text("\(Printable.count(size)) byte\(size == 1 ? "" : "s") of binary")]
    case .form where !isRaw: FormPairs.read(text).flatMap { Self.field($0, columns: columns) }
    case .json where !isRaw: Self.wrapped(JSONLayout.pretty(text) ?? text, columns: columns)
    case .form, .json, .text: Self.wrapped(text, columns: columns)
    }
  }

  /// A name that is too long for its column has a row of its own.
  private static func field(_ field: (name: String, value: String), columns: Int) -> [ApprovalLine] {
    let name = Printable.text(field.name)
    guard TextWidth.columns(of: name) >= ApprovalLine.valueColumn - ApprovalLine.textColumn else {
      return ApprovalsDialog.pair(name, field.value, columns: columns)
    }
    return TextWidth.wrap(name, columns: max(8, columns - 4)).map(ApprovalLine.dim)
      + ApprovalsDialog.pair("", field.value, columns: columns)
  }

  private static func wrapped(_ text: String, columns: Int) -> [ApprovalLine] {
    text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
      .flatMap { TextWidth.wrap(Printable.text(String($0).replacing("\t", with: "  ")), columns: max(8, columns - 4)) }
      .map(ApprovalLine.text)
  }
}

/// A form's text (application/x-www-form-urlencoded) as names and values.
enum FormPairs {
  static func read(_ text: String) -> [(name: String, value: String)] {
    text.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (decoded(parts[0]), parts.count > 1 ? decoded(parts[1]) : "")
    }
  }

  private static func decoded(_ text: Substring) -> String {
    var output: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "+") {
        output.append(UInt8(ascii: " "))
      } else if byte == UInt8(ascii: "%"), rest.count >= 2, rest.prefix(2).allSatisfy({ $0 != UInt8(ascii: "+") }),
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        rest = rest.dropFirst(2)
        output.append(value)
      } else {
        output.append(byte)
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
