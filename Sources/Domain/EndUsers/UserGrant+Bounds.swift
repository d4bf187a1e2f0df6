extension UserGrant {
  /// Whether it leaves out any call that its origins allow.
  public var isRestricted: Bool { !methods.isEmpty || !paths.isEmpty }

  /// Whether method and path are among those it is for. A path that servers may read in two ways has to match in both.
  public func permits(method: String, url: CanonicalURL) -> Bool {
    Rule.matches(method: method, url: url, methods: methods, paths: paths)
  }
}

extension Rule {
  /// Whether a call is among those of some methods and paths; an empty list stands for any.
  static func matches(method: String, url: CanonicalURL, methods: [String], paths: [String]) -> Bool {
    let globs: [String?] = paths.isEmpty ? [nil] : paths
    return globs.contains { Rule(effect: .allow, methods: methods, path: $0).matches(method: method, url: url) }
  }
}
