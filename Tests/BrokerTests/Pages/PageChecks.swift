import Testing

/// What holds of every page.
enum PageChecks {
  /// It is kept by nobody, framed by nobody, and loads and runs nothing but the broker's own files.
  static func headers(of answer: RawConnection.Answer, _ location: SourceLocation = #_sourceLocation) {
    #expect(answer.header("content-type") == "text/html; charset=utf-8", sourceLocation: location)
    #expect(answer.header("cache-control") == "no-store", sourceLocation: location)
    #expect(answer.header("x-frame-options") == "DENY", sourceLocation: location)
    #expect(answer.header("x-content-type-options") == "nosniff", sourceLocation: location)
    #expect(answer.header("referrer-policy") == "same-origin", sourceLocation: location)
    #expect(answer.header("cross-origin-resource-policy") == "same-origin", sourceLocation: location)
    #expect(answer.header("access-control-allow-origin") == nil, sourceLocation: location)
    let rules = (answer.header("content-security-policy") ?? "").split(separator: ";").map { $0.drop { $0 == " " } }
    #expect(
      Set(rules) == [
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self'", "base-uri 'none'",
        "form-action 'self'", "frame-ancestors 'none'",
      ], sourceLocation: location)
  }

  /// No script or style of its own text, nothing from elsewhere, and nothing left of a template.
  static func markup(of answer: RawConnection.Answer, _ location: SourceLocation = #_sourceLocation) {
    let body = answer.body
    #expect(body.hasPrefix("<!doctype html>"), sourceLocation: location)
    #expect(body.contains("</html>"), sourceLocation: location)
    for word in ["{{", "}}", "<style", " style=", " onclick=", "javascript:", "Optional("] {
      #expect(!body.contains(word), "\(word)", sourceLocation: location)
    }
    #expect(body.components(of: "<script").count == 2, sourceLocation: location)
    #expect(body.contains("<script src=\"/pages/page.js\" type=\"module\"></script>"), sourceLocation: location)
    let hidden = body.unicodeScalars.filter {
      $0 != "\n" && [.control, .format, .privateUse, .unassigned].contains($0.properties.generalCategory)
    }
    #expect(hidden.isEmpty, sourceLocation: location)
  }
}

extension String {
  fileprivate func components(of word: String) -> [Substring] {
    split(separator: word, omittingEmptySubsequences: false)
  }
}
