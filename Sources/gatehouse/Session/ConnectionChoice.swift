internal import Domain

/// A grant that must be one of a connection.
enum ConnectionChoice {
  static func connection(of summary: GrantSummary) throws(Failure) -> Connection {
    guard let connection = summary.source.connection else {
      throw .badInput(
        "\(summary.grant.name) is the grant of a managed secret, not of a connection",
        hint: "see: gatehouse oauth list; a new value is stored with: gatehouse secrets rotate \(summary.source.name)")
    }
    return connection
  }
}
