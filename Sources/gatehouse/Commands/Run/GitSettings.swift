internal import Domain

/// Settings in git's environment (git-config(1), `GIT_CONFIG_COUNT`) by which it sends what is for a grant's origins to
/// the broker (`url.….insteadOf`), with the caller key in a header (`http.….extraHeader`): in the URL it would stand in
/// the arguments of git's own helpers, where everybody on the machine reads it.
enum GitSettings {
  static func add(to environment: inout [String: String], _ grants: [GrantSummary], url: String, key: String) {
    var settings: [(name: String, value: String)] = []
    var taken: Set<Origin> = []
    for grant in grants {
      let address = "\(url)/g/\(grant.id)/"
      for (index, origin) in grant.source.binding.origins.enumerated() where taken.insert(origin).inserted {
        let place = index == 0 ? address : "\(address)@\(origin.authority)/"
        settings.append(("url.\(place).insteadOf", "\(origin)/"))
      }
      settings.append(("http.\(address).extraHeader", "Authorization: Bearer \(key)"))
    }
    let before = environment["GIT_CONFIG_COUNT"].flatMap { Int($0) } ?? 0
    for (index, setting) in settings.enumerated() {
      environment["GIT_CONFIG_KEY_\(before + index)"] = setting.name
      environment["GIT_CONFIG_VALUE_\(before + index)"] = setting.value
    }
    environment["GIT_CONFIG_COUNT"] = String(before + settings.count)
  }
}
