internal import Domain
internal import Screen

extension ReplayDialog: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    now = context.now
    switch event {
    case .tick where running == nil && isReading: return start()
    case .answer(let answer): return take(answer, in: context)
    case .key(let key): return press(key)
    default: return .stay
    }
  }

  private mutating func start() -> DialogStep {
    let effect = Effect.replay(draft, since: range.start(before: now))
    running = effect
    began = now
    phase = .reading
    (progress, problem) = (nil, nil)
    (turns, examples) = (ListState(), ListState())
    group = .buttons
    return .run(effect)
  }

  private mutating func take(_ answer: PortalEvent, in context: DialogContext) -> DialogStep {
    switch answer {
    case .replayProgress(let effect, let progress) where effect == running: show(progress)
    case .replayed(let effect, let report) where effect == running:
      let total = progress?.total ?? 0
      end(.read(milliseconds: max(0, (now.microseconds - began.microseconds) / 1000)))
      show(ReplayProgress(done: total, total: total, report: report))
      group = groups.first ?? .buttons
    case .failed(let effect, let failure) where effect == running: end(.failed(failure))
    case .explained(let explanation) where explanation.entry.sequence == explaining:
      explaining = nil
      return DialogStep(.push(.explanation(ExplanationDialog(explanation, in: context))))
    case .done(.savePolicy(draft), let message): return DialogStep(.close, message: message)
    case .failed(.savePolicy(draft), let failure): problem = failure
    default: break
    }
    return .stay
  }

  private mutating func end(_ phase: Phase) {
    running = nil
    self.phase = phase
  }

  private mutating func stop() -> DialogStep {
    end(.stopped)
    if !groups.contains(group) { group = groups.first ?? .buttons }
    return .run(.cancelReplay)
  }

  private var edit: DialogStep { .replace(.policy(form)) }

  private mutating func save() -> DialogStep {
    problem = nil
    return .run(.savePolicy(draft))
  }

  private mutating func press(_ key: Key) -> DialogStep {
    switch key {
    case .escape: return isReading ? stop() : edit
    case .character(let letter) where ReplayRange.allCases.contains { $0.key == letter }:
      range = ReplayRange.allCases.first { $0.key == letter } ?? range
      return start()
    case .character("s") where !isReading: return save()
    case .tab, .backTab:
      let (all, step) = (groups, key == .tab ? 1 : -1)
      guard !all.isEmpty else { return .stay }
      let index = all.firstIndex(of: group) ?? 0
      group = all[(index + step + all.count) % all.count]
      return .stay
    default: return press(key, in: group)
    }
  }

  private mutating func press(_ key: Key, in group: Group) -> DialogStep {
    switch group {
    case .turns:
      if key == .enter, examples.count > 0 {
        self.group = .examples
      } else if turns.handle(key, rows: Self.order.count) {
        showExamples()
        examples.select(index: 0)
      }
    case .examples:
      if key == .enter, let sequence = examples.selected {
        explaining = sequence
        return DialogStep(effects: [.explain(sequence: sequence)], place: .auditEvent(sequence))
      }
      _ = examples.handle(key, rows: 8)
    case .buttons where isReading: break
    case .buttons:
      switch buttons.handle(.key(key)) {
      case .pressed("save"): return save()
      case .pressed: return edit
      default: break
      }
    }
    return .stay
  }
}
