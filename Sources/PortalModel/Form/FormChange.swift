internal import Domain
internal import Screen

/// What an event did to a form.
public enum FormChange: Sendable, Equatable {
  /// Nothing: the event is for the owner.
  case ignored
  /// The focus moved, or a cursor.
  case moved
  /// The value of this field is another one.
  case edited(String)
  /// Enter in a field: what the form's first button does, if the owner agrees.
  case submitted
  case pressed(String)
}

extension Form {
  /// Keys, pastes and secret edits; a mouse press is the owner's to translate with ``focus(_:)``.
  public mutating func handle(_ event: DialogEvent) -> FormChange {
    switch event {
    case .key(let key): handle(key)
    case .paste(let bytes): paste(bytes)
    case .secretEdited: edited()
    default: .ignored
    }
  }

  private mutating func edited() -> FormChange {
    guard case .field(let id) = focus, secret(id) != nil else { return .ignored }
    markEdited()
    return .edited(id)
  }

  private mutating func paste(_ bytes: SecretBytes) -> FormChange {
    guard case .field(let id) = focus else { return .ignored }
    switch self[id]?.value {
    case .secret(let field):
      bytes.withUnsafeBytes { pasted in
        // A pasted line break at the end is never part of a passphrase.
        let end = (pasted.lastIndex { $0 != 0x0A && $0 != 0x0D } ?? -1) + 1
        field.append(UnsafeRawBufferPointer(rebasing: pasted[..<end]))
      }
    case .text(var input):
      input.insert(bytes.text() ?? "")
      self[id]?.value = .text(input)
    default: return .ignored
    }
    markEdited()
    return .edited(id)
  }

  private mutating func handle(_ key: Key) -> FormChange {
    switch key {
    case .tab: return move(1)
    case .backTab: return move(-1)
    default: break
    }
    switch focus {
    case .button(let id): return handle(key, button: id)
    case .field(let id): return handle(key, field: id)
    case nil: return .ignored
    }
  }

  private mutating func move(_ distance: Int) -> FormChange {
    moveFocus(by: distance)
    return .moved
  }

  private mutating func handle(_ key: Key, button id: String) -> FormChange {
    switch key {
    case .enter, .character(" "):
      return buttons.first { $0.id == id }?.disabledReason == nil ? .pressed(id) : .moved
    case .left, .up: return move(-1)
    case .right, .down: return move(1)
    default: return .ignored
    }
  }

  private mutating func handle(_ key: Key, field id: String) -> FormChange {
    switch self[id]?.value {
    case .text(var input):
      let before = input.text
      if input.handle(key) {
        self[id]?.value = .text(input)
        if before == input.text { return .moved }
        markEdited()
        return .edited(id)
      }
    case .choice(let options, let selected):
      let step = [Key.left: -1, .right: 1, .character(" "): 1][key] ?? 0
      if step != 0, !options.isEmpty {
        self[id]?.value = .choice(options, selected: (selected + step + options.count) % options.count)
        markEdited()
        return .edited(id)
      }
    case .toggle(let isOn):
      if [.left, .right, .character(" ")].contains(key) {
        self[id]?.value = .toggle(!isOn)
        markEdited()
        return .edited(id)
      }
    default: break
    }
    switch key {
    case .enter: return .submitted
    case .up: return move(-1)
    case .down: return move(1)
    default: return .ignored
    }
  }
}
