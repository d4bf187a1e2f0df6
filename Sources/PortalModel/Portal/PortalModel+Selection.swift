public import Domain
internal import ProviderCatalog
internal import Screen

extension PortalModel {
  public var selectedGrant: GrantSummary? {
    let id = panes.selectedID(.grants)
    return overview?.grants.first { $0.id == id }
  }

  public var selectedSecret: Secret? {
    let id = panes.selectedID(.secrets)
    return overview?.secrets.first { $0.id == id }
  }

  public var selectedPolicy: Policy? {
    let id = panes.selectedID(.policies)
    return overview?.policies.first { $0.id == id }
  }

  public var selectedCaller: CallerSummary? {
    let id = panes.selectedID(.callers)
    return overview?.callers.first { $0.id == id }
  }

  public var selectedProvider: ProviderFacts? {
    panes[.providers].selected.flatMap(environment.catalog.provider).map(ProviderFacts.init)
  }

  /// What stands beside the list (or, in the log, the selected event).
  public var detail: Detail {
    let nothing = Detail(title: "Detail", sections: [])
    switch focus.pane {
    case .providers: return selectedProvider.map { Detail(provider: $0, overview: overview, now: now) } ?? nothing
    case .grants:
      if let grant = selectedGrant {
        return Detail(
          grant: grant, apps: overview?.oauthApps ?? [], snippet: snippet, sample: sampleURL(of: grant),
          columns: detailColumns, now: now)
      }
      return overview?.grants.isEmpty == true ? .startHere : nothing
    case .secrets:
      if let secret = selectedSecret {
        return Detail(secret: secret, grants: overview?.grants.filter { $0.source.id == secret.id } ?? [], now: now)
      }
      return overview?.secrets.isEmpty == true ? .startHere : nothing
    case .policies:
      if let policy = selectedPolicy { return Detail(policy: policy, grants: overview?.grants ?? [], now: now) }
      return overview?.policies.isEmpty == true ? .noPolicy : nothing
    case .callers:
      if let caller = selectedCaller {
        return Detail(caller: caller, callers: overview?.callers ?? [], grants: overview?.grants ?? [], now: now)
      }
      return overview?.callers.isEmpty == true ? .noCaller : nothing
    case .audit: return audit.selected.map { Detail(entry: $0, isWaiting: isWaiting($0)) } ?? nothing
    }
  }

  /// A call that reads something, for the grant's snippet.
  func sampleURL(of summary: GrantSummary) -> String? { SampleCall.url(of: summary.source, in: environment.catalog) }

  private var detailColumns: Int { (layout.detail?.columns ?? 80) - 2 }
}
