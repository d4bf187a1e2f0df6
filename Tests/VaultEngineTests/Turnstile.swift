/// Lets so many in at a time: an ordinary user's keyring has room for about a hundred vaults (keyrings(7), quotas), and
/// what the suite puts there in parallel is more.
actor Turnstile {
  static let vaults = Turnstile(places: 16)

  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(places: Int) { free = places }

  func enter() async {
    if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
  }

  func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
