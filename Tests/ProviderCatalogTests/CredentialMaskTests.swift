import ProviderCatalog
import Testing

@Suite("Credentials in the paths of the audit log")
struct CredentialMaskTests {
  @Test("Recognised credentials are masked wherever they stand in the path")
  func masks() {
    #expect(CredentialMask.path("/v1/\(Values.stripe("sk_live"))/charges") == "/v1/***/charges")
    #expect(CredentialMask.path("/bot\(Values.github)/me") == "/bot***/me")
    #expect(CredentialMask.path("/a/\(Values.discordBot)") == "/a/***")
    #expect(CredentialMask.path("/\(Values.airtable)/x/\(Values.sentryOrg)") == "/***/x/***")
    #expect(CredentialMask.path("/k/u%2B\(Values.mixed(18))/x") == "/k/***/x")
    let webhook = Values.discordWebhook.dropFirst("https://discord.com".count)
    #expect(CredentialMask.path("\(webhook)/") == "/api/webhooks/123456789012345678/***/")
  }

  @Test(
    "An ordinary path is left as it is",
    arguments: [
      "/", "", "/v1/customers/cus_9s6XKzkNRiz8i3", "/repos/acme/shop/commits/0123456789abcdef0123456789abcdef01234567",
      "/v1/balance", "/users/3fa85f64-5717-4562-b3fc-2c963f66afa6", "/a%2Fb/%E2%82%AC",
      "/documents/averylongwordthatisnotasecretatallbutgoesonandon",
    ])
  func leaves(_ path: String) { #expect(CredentialMask.path(path) == path) }
}
