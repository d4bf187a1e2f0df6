import Foundation
import Testing

@Suite("Credentials of known providers on the command line")
struct ProviderSecretsTests {
  // Of the right form, and nobody's.
  static let stripeKey = "sk_live_51Nf8Qz2eZvKYlo2C9aB7dE4gH6jK8mN0pQ2rS4tU6vW8xY0zA1bC3dE5f"

  @Test("a recognised credential is bound to its provider's API, with its kind and a reminder")
  func recognised() async throws {
    let home = try await Home.withVault()
    let added = await home.run(
      "secrets", "add", "stripe", "--name", "live", "--no-test", "--json", input: Self.stripeKey)
    #expect(added.status == 0, "\(added.errorText)")
    let document = try added.object()
    let secret = try #require(document["secret"] as? [String: Any])
    #expect(secret["kind"] as? String == "secret key (live)")
    #expect(secret["origins"] as? [String] == ["https://api.stripe.com"])
    #expect((document["grant_id"] as? String).flatMap(UUID.init) != nil)
    #expect(document["warnings"] as? [String] != [])
    #expect(added.errorText.isEmpty)
    let told = await home.run("secrets", "add", "stripe", "--name", "again", "--no-test", input: Self.stripeKey)
    #expect(told.status == 0 && told.errorText.contains("Stripe secret key (live)"))
    #expect(!told.errorText.contains(Self.stripeKey))
    await home.run("lock")
  }

  @Test("what should not be stored is refused with the reason")
  func refused() async throws {
    let home = try await Home.withVault()
    let publishable = "pk_live" + Self.stripeKey.dropFirst("sk_live".count)
    for (provider, value, reason) in [
      ("stripe", publishable, "public by design"), ("stripe", "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx", "placeholder"),
      ("github", Self.stripeKey, "not a credential of GitHub"), ("google", "anything", "users connect by OAuth"),
      ("stripe", Self.stripeKey + "\nsecond line", "line break"),
    ] {
      let refused = await home.run("secrets", "add", provider, "--name", "x", "--no-test", input: value)
      #expect(refused.status == 65, "\(reason): \(refused.errorText)")
      #expect(refused.errorText.contains(reason), "\(refused.errorText)")
      #expect(!refused.errorText.contains(value))
    }
    #expect(try await home.run("secrets", "list", "--json").array().isEmpty)
    let unknown = await home.run("secrets", "add", "strype", "--name", "x", input: "v")
    #expect(unknown.status == 66)
    #expect(unknown.errorText.contains("did you mean stripe?"))
    let kind = await home.run("secrets", "add", "stripe", "--name", "x", "--kind", "nonsense", input: "v")
    #expect(kind.status == 65 && kind.errorText.contains("secret key (live)"))
    let template = await home.run("secrets", "add", "stripe", "--name", "x", "--header", "X-Key", input: "v")
    #expect(template.status == 64)
    await home.run("lock")
  }

  @Test("a credential typed as an argument is refused and not repeated")
  func asArgument() async throws {
    let home = try Home()
    let refused = await home.run("secrets", "add", "stripe", Self.stripeKey, "--name", "x")
    #expect(refused.status == 64)
    #expect(!refused.errorText.contains(Self.stripeKey.dropFirst(8)), "\(refused.errorText)")
  }
}
