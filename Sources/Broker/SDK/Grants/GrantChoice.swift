internal import Domain

/// Which grant a request means: by id, or by what it is for.
struct GrantChoice: Sendable {
  enum Which: Sendable {
    case id(String)
    /// A provider's id or a managed secret's name.
    case provider(String)
  }

  let which: Which
  let user: String?
  let account: String?
  let label: String?

  init(_ fields: JSONFields) throws(SDKRefusal) {
    switch (try fields.text("grant_id"), try fields.text("provider_id")) {
    case (let id?, nil) where !id.isEmpty: which = .id(id)
    case (nil, let provider?) where !provider.isEmpty: which = .provider(provider)
    default: throw .unusable("exactly one of grant_id and provider_id must be given")
    }
    // Nobody here can check an end user's token, and one that is merely believed would open that user's grants.
    guard try fields.text("user_token", limit: 65_536) == nil else {
      throw SDKRefusal(
        501, "not_supported", "an end user's token cannot be checked by a vault on one machine",
        [("hint", .string("name the user with app_user_id, or the grant with grant_id"))])
    }
    user = try fields.text("app_user_id")
    account = try fields.text("account")
    label = try fields.text("label")
  }
}
