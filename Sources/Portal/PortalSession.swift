internal import Domain
internal import PortalModel
internal import PortalViews
public import Screen
internal import Terminal
internal import VaultEngine

/// The portal, from the first frame to the terminal given back.
public enum PortalSession {
  /// Takes the terminal until the user leaves, a signal comes or the terminal is gone.
  ///
  /// Throws ``PortalProblem`` when there is no terminal for it, and `VaultError` when the vault cannot be opened.
  public static func run(_ options: PortalOptions) async throws -> PortalEnding {
    do { try Terminal.check(environment: options.environment) } catch { throw PortalProblem(error) }
    let vault = try await openVault(options)
    let surroundings = try await Surroundings(options, vault: vault)
    let stage = try await Stage(options)
    return await PortalLoop.run(options, surroundings: surroundings, vault: vault, stage: stage)
  }

  /// The same where something must be made first: the terminal is taken at once and says so in `words`.
  ///
  /// - Parameter make: gives the options that the portal goes on with.
  public static func run(
    _ options: PortalOptions, announcing words: String, while make: () async throws -> PortalOptions
  ) async throws -> PortalEnding {
    do { try Terminal.check(environment: options.environment) } catch { throw PortalProblem(error) }
    let stage = try await Stage(options)
    await stage.announce(words)
    do {
      let made = try await make()
      if await stage.isLeft { return .quit }
      let vault = try await openVault(made)
      let surroundings = try await Surroundings(made, vault: vault)
      return await PortalLoop.run(made, surroundings: surroundings, vault: vault, stage: stage)
    } catch {
      await stage.terminal.close()
      throw error
    }
  }

  /// One frame as text, for a vault that is open: the portal as it looks when everything has been read.
  public static func frame(_ options: PortalOptions, size: Size) async throws -> String {
    let vault = try await openVault(options)
    let surroundings = try await Surroundings(options, vault: vault)
    var model = PortalModel(environment: surroundings.environment(size: size, theme: "dark", terminal: ""))
    let inbox = Inbox()
    let runner = EffectRunner(
      location: options.location, options: options.vaultOptions, vault: vault, emit: { inbox.append($0) },
      onVault: { _ in })
    var effects = model.start()
    while !effects.isEmpty {
      for effect in effects { await runner.run(effect) }
      effects = inbox.takeAll().flatMap { model.update($0) }
    }
    let frame = PortalViews.frame(model, size: size)
    if options.vault == nil { await runner.close() }
    return frame.lines.map { $0 + "\n" }.joined()
  }

  private static func openVault(_ options: PortalOptions) async throws -> Vault? {
    if let vault = options.vault { return vault }
    guard options.location.hasVault else { return nil }
    return try await Vault.open(at: options.location, options: options.vaultOptions)
  }
}

/// Why the portal cannot be opened here, and what to do instead.
public struct PortalProblem: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
  public let hint: String

  init(_ problem: TerminalProblem) {
    description = problem.description
    hint = problem.hint
  }
}
