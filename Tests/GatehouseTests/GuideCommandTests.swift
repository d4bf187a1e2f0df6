import Foundation
import Testing

@Suite("The guide and the catalogue on the command line")
struct GuideCommandTests {
  let home: Home

  init() throws { home = try Home() }

  @Test("guide stripe --answer end-user=no gives choice, rule, reasons, risks and next commands; yes flips it")
  func flip() async throws {
    let no = try await home.run("guide", "stripe", "--answer", "end-user=no", "--json").object()
    #expect(no["choice"] as? String == "managed_secret" && no["rule"] as? String == "own-account")
    #expect(no["certainty"] as? String == "certain")
    for key in ["reasons", "risks", "next_commands"] { #expect((no[key] as? [String])?.isEmpty == false) }
    let yes = try await home.run("guide", "stripe", "--answer", "end-user=yes", "--json").object()
    #expect(yes["choice"] as? String == "oauth" && yes["rule"] as? String != no["rule"] as? String)
  }

  @Test("guide google knows that it is OAuth only; guide discord waits for an answer")
  func special() async throws {
    let google = try await home.run("guide", "google", "--json").object()
    #expect(google["choice"] as? String == "oauth" && google["rule"] as? String == "oauth-only")
    let discord = try await home.run("guide", "discord", "--json").object()
    #expect(discord["choice"] as? String == "undecided")
    #expect((discord["next_question"] as? [String: Any])?["id"] as? String == "end-user")
    let bot = await home.run("guide", "discord", "--answer", "end-user=yes", "--answer", "who-acts=bot")
    #expect(bot.text.contains("Managed secret: a Discord bot token."))
  }

  @Test("Without a provider: the question, both examples, the whole comparison, every provider, still unsure")
  func general() async throws {
    let text = await home.run("guide").text
    for part in [
      "END USERS", "Google Calendar", "Stripe API key", "Seen in the wallet", "onSuccess", "pagerduty", "Still unsure?",
      "vault.request()",
    ] { #expect(text.contains(part), "\(part)") }
    let document = try await home.run("guide", "--json").object()
    #expect((document["comparison"] as? [Any])?.count == 8 && (document["providers"] as? [Any])?.count == 8)
  }

  @Test("On a terminal it asks")
  func asks() async throws {
    let guide = home.start(["guide", "stripe"], onTerminal: true)
    #expect(await guide.outputHolds("or ? when unsure"))
    guide.type("?\n")
    #expect(await guide.outputHolds("Still unsure?"))
    guide.type("n\n")
    let ended = await guide.ended()
    #expect(ended.status == 0 && ended.text.contains("rule own-account, certain"))
  }

  @Test("Mistakes say what to write")
  func mistakes() async {
    for (arguments, status, hint) in [
      (["guide", "strpe"], 66, "did you mean stripe?"),
      (["guide", "stripe", "--answer", "end-user"], 64, "end-user=yes"),
      (["guide", "stripe", "--answer", "end-user=perhaps"], 65, "end-user=yes or end-user=no"),
      (["guide", "--answer", "end-user=no"], 64, "gatehouse guide PROVIDER"),
      (["help", "secrts"], 64, "gatehouse help secrets"), (["providers", "show", "githb"], 66, "did you mean github?"),
    ] as [([String], Int32, String)] {
      let ended = await home.run(arguments)
      #expect(ended.status == status && ended.errorText.contains(hint), "\(arguments): \(ended.errorText)")
    }
  }

  @Test("recognize names provider and kind, warns with the reason, and never repeats the value")
  func recognize() async throws {
    let body = "51Nf8Qz2eZvKYlo2C9aB7dE4"
    let secret = await home.run("providers", "recognize", "--json", input: ["sk", "live", body].joined(separator: "_"))
    #expect(try secret.object()["provider"] as? String == "stripe")
    #expect(try secret.object()["kind"] as? String == "secret key (live)")
    let publishable = await home.run("providers", "recognize", input: ["pk", "live", body].joined(separator: "_"))
    #expect(publishable.text.contains("public by design"))
    let unknown = await home.run("providers", "recognize", input: body)
    #expect(unknown.text.contains("Nobody knows"))
    for ended in [secret, publishable, unknown] { #expect(!(ended.text + ended.errorText).contains(body)) }
  }

  @Test("A provider of one's own, begun from a built-in file, is listed, guided and recognised")
  func ownProvider() async throws {
    let home = try await Home.withVault()
    let toml = await home.run("providers", "show", "airtable", "--toml").text
      .replacing("id = \"airtable\"", with: "id = \"acme\"").replacing("name = \"Airtable\"", with: "name = \"Acme\"")
    try home.write(toml, to: "files/acme.toml")
    let added = await home.run("providers", "add", home.path("files/acme.toml"))
    #expect(added.status == 0, "\(added.errorText)")
    #expect(try await home.run("providers", "list", "--json").array().last?["id"] as? String == "acme")
    let guide = try await home.run("guide", "acme", "--answer", "end-user=no", "--json").object()
    #expect(guide["choice"] as? String == "managed_secret")

    try home.write(toml.replacing("category =", with: "categry ="), to: "files/bad.toml")
    let refused = await home.run("providers", "add", home.path("files/bad.toml"))
    #expect(refused.status == 65)
    #expect(refused.errorText.contains("bad.toml:3:1: unknown key \"categry\"; did you mean \"category\"?"))
    try home.write(toml.replacing("\"acme\"", with: "\"stripe\""), to: "files/taken.toml")
    #expect(await home.run("providers", "add", home.path("files/taken.toml")).errorText.contains("built in"))
    await home.run("lock")
  }

  @Test("help reads a topic, or a command's own help")
  func help() async {
    #expect(await home.run("help", "security").text.hasPrefix("Security\n"))
    #expect(await home.run("help", "policy", "add").text.contains("USAGE: gatehouse policy add"))
    #expect(await home.run("help").text.contains("quickstart"))
  }
}
