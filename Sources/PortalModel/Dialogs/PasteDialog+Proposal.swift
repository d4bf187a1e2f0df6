internal import Domain
internal import ProviderCatalog

extension PasteDialog {
  var secretIDs: [String] { form.fields.map(\.id).filter { $0.hasPrefix("secret.") } }

  /// Takes a pasted value over, and what it proposes.
  mutating func take(_ bytes: SecretBytes, in context: DialogContext) {
    let names = injection?.fieldNames ?? ["token"]
    guard names.count == 1 else { return takeField(bytes) }
    let proposal = SecretProposal.propose(
      bytes, provider: isProviderChosen ? provider?.id : nil, kind: isKindChosen ? kind?.kind : nil,
      taken: takenNames(in: context), in: context.catalog)
    recognition = proposal.recognition
    removed = ""
    if let draft = proposal.draft, let credential = proposal.credential, !isCustom {
      form.setText("provider", draft.provider)
      kind = proposal.template
      apply(in: context)
      for field in credential.fields { put(field.value, into: CredentialFields.id(field.name)) }
      if isNameProposed { form.setText("name", draft.name) }
      let count = credential.fields.reduce(0) { $0 + $1.value.count }
      if proposal.wasTrimmed {
        removed = bytes.count - count <= 2 ? "one line break removed" : "the name before it removed"
      }
    } else if let parts = proposal.parts, let template = proposal.template, !isCustom {
      // One field of several, such as an access key id: the others are asked for.
      form.setText("provider", proposal.recognition.provider ?? "")
      kind = template
      apply(in: context)
      for field in parts.fields { put(field.value, into: CredentialFields.id(field.name)) }
      settle()
      return form.focus(.field(secretIDs.first { form.secret($0)?.isEmpty == true } ?? "name"))
    } else if let id = secretIDs.first {
      do {
        let (value, hadLineBreak) = try Credential.cleaned(bytes)
        put(value, into: id)
        if hadLineBreak { removed = "one line break removed" }
      } catch {
        put(bytes, into: id)
        form[id]?.problem = error.description
      }
    }
    settle()
    let isUsable = secretIDs.allSatisfy { form[$0]?.problem == nil } && refusal == nil
    form.focus(.field(isUsable ? (isUndecided ? "provider" : "name") : secretIDs[0]))
  }

  /// One of several fields: it goes into the one that has the focus, else into the last, which is the secret part.
  private mutating func takeField(_ bytes: SecretBytes) {
    let needed = (injection?.fieldNames ?? []).last.map(CredentialFields.id)
    guard let id = secretIDs.first(where: { form.isFocused($0) }) ?? needed ?? secretIDs.last else { return }
    do {
      let (value, hadLineBreak) = try Credential.cleaned(bytes)
      put(value, into: id)
      removed = hadLineBreak ? "one line break removed" : ""
    } catch {
      put(bytes, into: id)
      form[id]?.problem = error.description
    }
    settle()
  }

  private mutating func put(_ value: SecretBytes, into id: String) {
    form[id]?.value = .secret(value)
    form[id]?.problem = nil
  }

  /// Looks at a value that is being typed, or at a pasted one after the provider was changed.
  mutating func recognize(in context: DialogContext) {
    guard secretIDs.count == 1, let value = form.secret(secretIDs[0]), !value.isEmpty else {
      recognition = nil
      return
    }
    let found = context.catalog.recognize(value, chosen: isProviderChosen ? provider?.id : nil)
    recognition = found
    guard let template = found.template, !isKindChosen, !isCustom, template != kind, let owner = found.provider else {
      return
    }
    form.setText("provider", owner)
    kind = template
    apply(in: context)
  }

  /// Fills in what the provider and the kind propose.
  mutating func apply(in context: DialogContext) {
    provider = context.catalog.provider(form.text("provider"))
    let kinds = provider?.managed ?? []
    if kind.map({ !kinds.contains($0) }) ?? true { kind = kinds.first { $0.injection != nil } ?? kinds.first }
    form["kind"]?.value = .choice(kinds.map(\.kind), selected: kinds.firstIndex { $0 == kind } ?? 0)
    form.setText("origin", (kind?.origins ?? []).map(\.description).joined(separator: " "))
    form["origin"]?.problem = nil
    if let kind {
      let index = Self.reminders.firstIndex { $0.days == kind.remindAfterDays } ?? Self.reminders.count - 1
      form["remind"]?.value = .choice(Self.reminders.map(\.words), selected: index)
    }
    if isNameProposed {
      let draft = kind.flatMap { kind in
        provider.flatMap { SecretProposal.draft(for: kind, of: $0, taken: takenNames(in: context)) }
      }
      form.setText("name", draft?.name ?? "")
    }
    settle()
  }

  func takenNames(in context: DialogContext) -> Set<String> {
    guard let overview = context.overview else { return [] }
    return Set(overview.secrets.filter { $0.revokedAt == nil }.map(\.name))
      .union(overview.grants.filter { $0.grant.revokedAt == nil }.map(\.grant.name))
  }

  /// What the fields show follows from what was chosen.
  mutating func settle() {
    let isCustom = isCustom
    let isUndecided = isUndecided
    let kinds = provider?.managed.count ?? 0
    let proposed = isProviderChosen ? "" : "proposed, "
    form["provider"]?.note = isUndecided ? "←→ choose; custom for any other API" : "\(proposed)←→ changes it"
    let isRecognised = recognition?.template != nil && recognition?.template == kind
    form["kind"]?.isHidden = kinds < 2 || isRecognised
    form["origin"]?.note = isCustom ? "https://host; several with blanks between" : "nowhere else; sealed with the key"
    form["remind"]?.note = kind?.expiry ?? "←→ changes it"
    form["test"]?.isHidden = !isCustom
    for id in ["name", "origin", "for", "remind"] { form[id]?.isHidden = isUndecided }
    InjectionFields.settle(&form, isShown: isCustom)
    if isUndecided { form["who"]?.isHidden = true } else { PrincipalFields.settle(&form) }
    keepSecretFields(for: injection ?? .bearer())
    let reason = refusal ?? (isUndecided ? "Choose the provider first, or custom" : nil)
    let noTest = test == nil ? "No harmless call is known" : nil
    for index in form.buttons.indices {
      switch form.buttons[index].id {
      case "test": form.buttons[index].disabledReason = reason ?? noTest
      case "store": form.buttons[index].disabledReason = reason
      default: break
      }
    }
  }

  /// One secret field for each field of the credential; what was pasted stays, in the field that holds the secret part.
  private mutating func keepSecretFields(for injection: Injection) {
    let names = injection.fieldNames + injection.optionalFieldNames
    let wanted = names.map(CredentialFields.id)
    // A template that is half typed names no field; the value waits for it.
    guard !wanted.isEmpty, wanted != secretIDs else { return }
    let wasFocused = secretIDs.contains { form.isFocused($0) }
    var values: [String: SecretBytes] = [:]
    for id in secretIDs { values[id] = form.secret(id) }
    let homeless = secretIDs.filter { !wanted.contains($0) }.compactMap { values[$0] }.first { !$0.isEmpty }
    form.fields.removeAll { $0.id.hasPrefix("secret.") }
    var fields = CredentialFields.make(for: injection)
    for index in fields.indices {
      if let value = values[fields[index].id] { fields[index].value = .secret(value) }
    }
    let optional = Set(injection.optionalFieldNames.map(CredentialFields.id))
    if let homeless, let home = fields.lastIndex(where: { $0.value.isEmptySecret && !optional.contains($0.id) }) {
      fields[home].value = .secret(homeless)
    }
    form.fields.insert(contentsOf: fields, at: 0)
    if wasFocused, let first = wanted.first { form.focus(.field(first)) }
  }

  /// What is to be stored, with the credential; nil with the problems written beside the fields.
  mutating func read(in context: DialogContext) -> (SecretDraft, Credential)? {
    for id in ["name", "origin", "test"] { form[id]?.problem = nil }
    guard !isUndecided else {
      form["provider"]?.problem = "choose one, or custom"
      form.focus(.field("provider"))
      return nil
    }
    if isCustom { InjectionFields.check(&form) }
    let name = form.text("name")
    if !Name.isValid(name) { form["name"]?.problem = Name.rule }
    if takenNames(in: context).contains(name) { form["name"]?.problem = "this name is taken" }
    let originProblem = originProblem ?? binding.flatMap { injection?.problem(sentTo: $0) }
    form["origin"]?.problem = originProblem
    let principal = PrincipalFields.read(&form)
    let credential = injection.flatMap { CredentialFields.read(&form, for: $0) }
    let hasTest = test != nil
    if isCustom, !form.text("test").isEmpty, !hasTest { form["test"]?.problem = "write a URL below a bound origin" }
    guard !form.focusFirstProblem(), let binding, let injection, let principal, let credential else { return nil }
    let days = Self.reminders.first { $0.words == form.text("remind") }?.days
    // What nobody recognised and nobody named has no kind.
    let isKnown = isKindChosen || recognition?.template == kind
    let draft = SecretDraft(
      name: name, provider: form.text("provider"), kind: isKnown ? kind?.kind ?? "" : "", binding: binding,
      injection: injection,
      principal: principal, remindAfterDays: days, test: test)
    return (draft, credential)
  }

  private var originProblem: String? {
    if origins.isEmpty { return "a credential needs an origin, as https://api.example.com" }
    do {
      var parsed: [Origin] = []
      for text in origins { parsed.append(try Origin(text)) }
      _ = try Binding(origins: parsed)
      return nil
    } catch {
      return error.reason
    }
  }
}

extension FormField.Value {
  fileprivate var isEmptySecret: Bool {
    if case .secret(let bytes) = self { bytes.isEmpty } else { false }
  }
}
