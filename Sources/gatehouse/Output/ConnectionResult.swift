internal import Domain
internal import VaultEngine

/// What a user's agreement has brought, in words and as a document.
struct ConnectionResult: Sendable {
  let summary: GrantSummary
  let app: OAuthApp
  /// Its name for people.
  let provider: String

  private var asked: [String] { summary.source.connection?.scopesAsked ?? [] }
  private var given: [String] { summary.connectionState?.scopesGiven ?? [] }
  private var account: String { summary.source.connection?.account ?? "" }

  var warnings: [String] {
    var warnings: [String] = []
    let missing = asked.filter { !given.contains($0) }
    if !missing.isEmpty {
      warnings.append(
        "\(provider) gave fewer scopes than were asked for; missing: \(missing.joined(separator: " ")). Ask again"
          + " with: gatehouse oauth connect --grant \(summary.grant.name)")
    }
    if let state = summary.connectionState, state.accessExpiresAt != nil, !state.canRefresh {
      warnings.append("\(provider) gave no refresh token: when access ends, the user has to agree again.")
    }
    return warnings.map { Printable.text($0) }
  }

  var sentence: String {
    let whose = account.isEmpty ? "An account" : "The account \(account)"
    let origins = summary.source.binding.origins.map(\.description).joined(separator: ", ")
    let connection = summary.source.connection?.userID ?? ""
    return Printable.text(
      "\(whose) of \(connection) is connected as \(summary.grant.name); its token is sent to \(origins) only.")
  }

  var document: JSON {
    [
      "grant_id": JSON(summary.id), "grant_name": .string(summary.grant.name), "oauth_app": .string(app.name),
      "provider": .string(app.provider), "user_id": .string(summary.source.connection?.userID ?? ""),
      "label": .string(summary.grant.label), "account": .string(account), "scopes_asked": JSON(asked),
      "scopes_given": JSON(given), "access_expires_at": JSON(summary.connectionState?.accessExpiresAt),
      "warnings": JSON(warnings),
    ]
  }
}
