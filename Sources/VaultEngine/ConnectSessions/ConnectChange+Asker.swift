internal import Domain

extension DecidingRows {
  /// What is left to the caller of a session, which has to be there still when it is answered.
  ///
  /// - Throws: `denied`, also for the owner's own session, which has no page.
  func asker(of session: ConnectSession, at moment: Timestamp) throws(VaultError) -> Standing {
    guard let id = session.caller else {
      throw VaultError(
        .denied, "this session of the vault's owner is answered where it was opened", hint: "go on there")
    }
    let standing = try book.standing(of: id, key: nil, at: moment)
    try requireSigned(caller: standing.rootID)
    try standing.require(.connect)
    if session.wish.kind == .secret { try standing.require(.writeSecrets) }
    return standing
  }
}

extension ConnectChange {
  func asker() throws(VaultError) -> Standing { try rows.asker(of: session, at: moment) }
}
