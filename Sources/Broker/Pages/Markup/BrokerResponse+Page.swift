extension BrokerResponse {
  /// A page.
  ///
  /// - Parameters:
  ///   - keepsOpener: see ``PageHeaders/all(keepsOpener:)``.
  ///   - headers: beside those of every page.
  static func page(
    _ template: PageTemplate, _ fields: PageFields, status: Int = 200, keepsOpener: Bool = false,
    headers: [(name: String, value: String)] = []
  ) -> BrokerResponse {
    BrokerResponse(
      status: status, headers: PageHeaders.all(keepsOpener: keepsOpener) + headers, body: template.html(fields))
  }

  /// Sends the browser on to another page of the broker, which it asks for with GET (RFC 9110, section 15.4.4).
  ///
  /// - Parameter path: from the root on, without what could end a header.
  static func seeOther(_ path: String, headers: [(name: String, value: String)] = []) -> BrokerResponse {
    BrokerResponse(
      status: 303, headers: [("Location", path)] + PageHeaders.all(keepsOpener: true).dropFirst() + headers)
  }
}
