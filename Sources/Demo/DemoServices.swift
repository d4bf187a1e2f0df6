internal import Domain

extension DemoService {
  /// The stand-in's APIs, with paths and answers in the form of the real ones.
  static func all() -> [DemoService] {
    [
      DemoService(
        "github-ci", provider: "github", kind: "personal access token (fine-grained)",
        .bearer(extraHeaders: [.init(name: "Accept", value: "application/vnd.github+json")]), remindAfterDays: 90,
        answers: [
          ("/user", #"{"login":"acme-ci","id":4711,"type":"User","plan":{"name":"team"}}"#),
          ("/repos/acme/shop/pulls", #"[{"number":214,"title":"Retry webhooks","state":"open","draft":false}]"#),
          ("/repos/acme/shop/issues", #"[{"number":198,"title":"Checkout is slow on Safari","state":"open"}]"#),
          ("/repos/acme/shop/actions/runs", #"{"total_count":1,"workflow_runs":[{"id":88,"conclusion":"success"}]}"#),
        ]),
      DemoService(
        "stripe-billing", provider: "stripe", kind: "restricted key (live)", .bearer(), remindAfterDays: 90,
        answers: [
          ("/v1/balance", #"{"object":"balance","available":[{"amount":1204300,"currency":"eur"}],"livemode":true}"#),
          ("/v1/charges", #"{"object":"list","data":[{"id":"ch_1","amount":4900,"currency":"eur","paid":true}]}"#),
          ("/v1/customers", #"{"object":"list","data":[{"id":"cus_1","email":"ada@example.com"}],"has_more":false}"#),
          ("/v1/refunds", #"{"id":"re_1","object":"refund","amount":4900,"status":"succeeded"}"#),
          ("/v1/payouts", #"{"object":"list","data":[],"has_more":false}"#),
        ]),
      DemoService(
        "sentry-releases", provider: "sentry", kind: "organization auth token", .bearer(),
        answers: [
          ("/api/0/organizations/acme/", #"{"slug":"acme","name":"Acme","status":{"id":"active"}}"#),
          ("/api/0/organizations/acme/releases/", #"[{"version":"shop@4.2.0","dateReleased":"2026-11-20T09:00:00Z"}]"#),
          ("/api/0/projects/acme/shop/issues/", #"[{"id":"9001","title":"TypeError in cart","count":"17"}]"#),
        ]),
      DemoService(
        "discord-bot", provider: "discord", kind: "bot token",
        Injection(kind: .header, name: "Authorization", format: "Bot {token}"),
        answers: [
          ("/api/v10/users/@me", #"{"id":"80351110224678912","username":"acme-bot","bot":true}"#),
          ("/api/v10/channels/112233/messages", #"{"id":"1290","channel_id":"112233","content":"Deployed."}"#),
        ]),
      DemoService(
        "airtable-sync", provider: "airtable", kind: "personal access token", .bearer(), remindAfterDays: 180,
        answers: [
          ("/v0/meta/whoami", #"{"id":"usr8F2","scopes":["data.records:read","data.records:write"]}"#),
          ("/v0/appShop/Orders", #"{"records":[{"id":"rec1","fields":{"Order":"A-1001","Total":49}}]}"#),
        ]),
      DemoService(
        "pagerduty-oncall", provider: "pagerduty", kind: "REST API key (account)",
        Injection(kind: .header, name: "Authorization", format: "Token token={token}"),
        answers: [
          ("/abilities", #"{"abilities":["teams","sso"]}"#),
          ("/oncalls", #"{"oncalls":[{"user":{"summary":"Maya"},"escalation_level":1}],"more":false}"#),
          ("/incidents", #"{"incidents":[{"incident_number":77,"status":"resolved"}],"more":false}"#),
        ]),
      DemoService(
        "warehouse", provider: "custom", kind: "", .basic,
        answers: [
          ("/warehouse/ping", #"{"ok":true}"#),
          ("/warehouse/query", #"{"columns":["day","orders"],"rows":[["2026-11-20",412]]}"#),
        ]),
      DemoService(
        "weather", provider: "custom", kind: "", Injection(kind: .query, name: "key", format: "{token}"),
        answers: [
          ("/weather/now", #"{"place":"Berlin","temperature":7.5,"sky":"cloudy"}"#),
          ("/weather/forecast", #"{"place":"Berlin","days":[{"high":9,"low":3},{"high":11,"low":4}]}"#),
        ]),
    ]
  }
}
