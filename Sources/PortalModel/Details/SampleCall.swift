internal import Domain
internal import ProviderCatalog

/// A call that only reads, to show how a grant is used.
enum SampleCall {
  /// The secret's harmless call; of a connection, the page that tells whose account it is, where the binding has it.
  static func url(of source: GrantSource, in catalog: Catalog) -> String? {
    if let test = source.secret?.test { return test.url }
    guard let text = catalog.provider(source.provider)?.oauth?.userinfoURL, source.connection != nil,
      let url = try? CanonicalURL(text), source.binding.origins.contains(url.origin)
    else { return nil }
    return text
  }
}
