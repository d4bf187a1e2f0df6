internal import Domain

/// The parameters of a redirect, read strictly (RFC 6749, sections 3.1, 4.1.2 and appendix A; RFC 9207).
struct CallbackQuery {
  /// Why a query is no answer at all; it quotes nothing of it.
  enum Problem: Error {
    case tooLong, malformed, repeated, noState, noAnswer, twoAnswers

    var text: String {
      switch self {
      case .tooLong: "the address is too long"
      case .malformed: "the address is malformed"
      case .repeated: "the address holds a parameter twice"
      case .noState: "the address holds no state"
      case .noAnswer: "the address holds no code"
      case .twoAnswers: "the address holds a code and an error"
      }
    }
  }

  enum Content {
    case code(SecretBytes)
    case error(code: String, description: String)
  }

  static let limit = 16 * 1024

  let content: Content
  let state: String
  let issuer: String?

  init(_ text: String) throws(Problem) {
    guard text.utf8.count <= Self.limit else { throw .tooLong }
    // An answer by `error` and one by `code` have both to be unambiguous; other parameters are the provider's own.
    var found: [String: String] = [:]
    for pair in text.split(separator: "&") {
      guard let fields = FormBody.decode(String(pair)) else { throw .malformed }
      for (name, value) in fields where ["code", "state", "iss", "error", "error_description"].contains(name) {
        guard found.updateValue(value, forKey: name) == nil else { throw .repeated }
      }
    }
    guard let state = found["state"], !state.isEmpty else { throw .noState }
    self.state = state
    issuer = found["iss"]
    switch (found["code"], found["error"]) {
    case (nil, nil): throw .noAnswer
    case (.some, .some): throw .twoAnswers
    case (let code?, nil):
      guard !code.isEmpty, code.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { throw .malformed }
      content = .code(SecretBytes(code))
    case (nil, let error?):
      guard !error.isEmpty else { throw .malformed }
      content = .error(
        code: Printable.text(error, limit: 60),
        description: Printable.text(found["error_description"] ?? "", limit: 200))
    }
  }

  /// The answer, once it is known to belong to the attempt.
  func answer() throws(OAuthFailure) -> CallbackAnswer {
    switch content {
    case .code(let code): return CallbackAnswer(code: code, state: state, issuer: issuer)
    case .error("access_denied", _): throw .denied
    case .error(let code, let description): throw .refused(code: code, description: description)
    }
  }
}

extension PendingAuthorization {
  /// Why a redirect is not this attempt's; nil when it is.
  func objection(to query: CallbackQuery) -> String? {
    guard hasState(query.state) else { return "its state is another attempt's" }
    // A server that announces its name does not have to send it (RFC 9207, section 2.4).
    if let issuer, let given = query.issuer, issuer != given { return "it comes from another issuer" }
    return nil
  }
}
