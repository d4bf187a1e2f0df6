public import Domain
internal import Screen

/// The one moment in which a caller's key can be had. It is not drawn: what a screen shows stays in the buffers of
/// libraries and terminals. It goes into the clipboard or into a file, and is wiped when the dialog closes.
public struct KeyHandover: Sendable, Equatable {
  public let minted: MintedKey
  public private(set) var form: Form
  /// Where it went, each as a sentence.
  public private(set) var kept: [String] = []
  /// Why it could not go there.
  public private(set) var problem: PortalFailure?
  /// Leaving without the key was asked for once.
  private var isWarned = false

  public init(_ minted: MintedKey) {
    self.minted = minted
    form = Form(
      fields: [.text("file", "File", "\(minted.caller.name).key", note: "made anew, readable by you only (0600)")],
      buttons: [FormButton("copy", "Copy"), FormButton("write", "Write the file"), FormButton("done", "Done")],
      focus: .button("copy"))
  }
}

extension KeyHandover: DialogState {
  mutating func update(_ event: DialogEvent, in context: DialogContext) -> DialogStep {
    switch event {
    case .key(.escape): return leave()
    case .key(.character("y")) where form.focus != .field("file"): return copy()
    case .answer(.keyKept(let message)):
      kept.append(message)
      problem = nil
      form.focus(.button("done"))
      return DialogStep(message: message)
    case .answer(.failed(.writeKey, let failure)):
      problem = failure
      return .stay
    default: break
    }
    switch form.handle(event) {
    case .edited: problem = nil
    case .submitted, .pressed("write"): return write()
    case .pressed("copy"): return copy()
    case .pressed: return leave()
    case .moved, .ignored: break
    }
    return .stay
  }

  private mutating func copy() -> DialogStep {
    problem = nil
    return .run(.copyKey(minted.text))
  }

  private mutating func write() -> DialogStep {
    let path = form.text("file")
    guard !path.isEmpty, path == Printable.text(path) else {
      form["file"]?.problem = "say where"
      form.focus(.field("file"))
      return .stay
    }
    form["file"]?.problem = nil
    problem = nil
    return .run(.writeKey(minted.text, path: path))
  }

  /// Nobody can read the key again, so one key press alone does not lose it.
  private mutating func leave() -> DialogStep {
    guard kept.isEmpty, !isWarned else { return .close }
    isWarned = true
    form.focus(.button("copy"))
    return DialogStep(message: "The key was neither copied nor written. Once more leaves without it.")
  }

  var title: String { "The key of \(minted.caller.name)" }
  var note: String { kept.isEmpty ? "it can be had now, and never again" : "handed out" }
  var isDirty: Bool { kept.isEmpty }
  var message: String? { kept.last }

  var bindings: [KeyBinding] {
    [
      KeyBinding(.enter, form.focusedButton?.hint ?? "write the file", "Do what the focused button says"),
      KeyBinding(
        .character("y"), "copy", "Copy the key by OSC 52; after 20 seconds it is overwritten",
        disabledReason: form.focus == .field("file") ? "A file's name is being typed" : nil),
      KeyBinding(.tab, "next", "Go to the file's name or the next button"),
      KeyBinding(.escape, "leave", "Close and wipe the key"),
    ]
  }
}
