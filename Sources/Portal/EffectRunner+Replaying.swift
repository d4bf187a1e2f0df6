internal import Domain
internal import PortalModel
internal import VaultEngine

extension EffectRunner {
  /// Begins to decide past calls again; whatever is being replayed ends first, so that its answers do not come among
  /// the new ones.
  func replay(_ draft: PolicyDraft, since time: Timestamp) {
    let earlier = replaying
    earlier?.cancel()
    replaying = Task {
      await earlier?.value
      await self.read(.replay(draft, since: time), draft, time)
    }
  }

  private func read(_ effect: Effect, _ draft: PolicyDraft, _ time: Timestamp) async {
    do {
      let report = try await present().replay(draft, since: time, examplesOfEach: ReplayDialog.examplesOfEach) {
        [emit] progress in emit(.replayProgress(effect, progress))
      }
      emit(.replayed(effect, report))
    } catch {
      report(Task.isCancelled ? CancellationError() : error, of: effect)
    }
  }
}
