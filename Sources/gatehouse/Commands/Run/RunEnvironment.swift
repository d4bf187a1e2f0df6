internal import Domain
internal import ProviderCatalog

/// What a program of `gatehouse run` finds in its environment.
enum RunEnvironment {
  static func add(
    to environment: inout [String: String], _ grants: [GrantSummary], url: String, key: String
  ) throws(Failure) {
    var added: [String: String] = [
      "GATEHOUSE_URL": url, "GATEHOUSE_CALLER_KEY": key, "ALTER_BASE_URL": url, "ALTER_API_KEY": key,
    ]
    for grant in grants {
      let address = "\(url)/g/\(grant.id)"
      let name = "GATEHOUSE_GRANT_\(word(grant.grant.name))_URL"
      guard added[name] == nil else {
        throw .badInput(
          "two grants would have the variable \(name)", hint: "name one of them only, or give it another name")
      }
      added[name] = address
      for (index, origin) in grant.source.binding.origins.enumerated() {
        guard let client = ClientVariables.of(origin), added[client.baseURL] == nil else { continue }
        added[client.baseURL] = address + (index == 0 ? "" : "/@\(origin.authority)") + client.path
        added[client.key] = key
      }
    }
    environment.merge(added) { $1 }
    bypassProxies(&environment)
    GitSettings.add(to: &environment, grants, url: url, key: key)
  }

  /// A proxy would get the key, and could not reach this machine from where it is.
  private static func bypassProxies(_ environment: inout [String: String]) {
    for name in ["NO_PROXY", "no_proxy"] {
      let before = environment[name].map { "\($0)," } ?? ""
      environment[name] = before + "127.0.0.1,localhost,::1"
    }
  }

  private static func word(_ name: String) -> String {
    String(name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }
}
