/// The calls that the demo's past is made of.
struct DemoCall: Sendable {
  let grant: String
  let caller: String
  let method: String
  let path: String
  var queryKeys: [String] = []
  /// How often it happens, against the others.
  let weight: Int

  static let all: [DemoCall] = [
    DemoCall(
      grant: "github-ci", caller: "ci", method: "GET", path: "/repos/acme/shop/pulls", queryKeys: ["state"], weight: 120
    ),
    DemoCall(grant: "github-ci", caller: "ci", method: "GET", path: "/repos/acme/shop/actions/runs", weight: 90),
    DemoCall(grant: "github-ci", caller: "ci", method: "POST", path: "/repos/acme/shop/issues", weight: 15),
    DemoCall(
      grant: "github-review", caller: "review-agent", method: "GET", path: "/repos/acme/shop/pulls",
      queryKeys: ["page", "state"], weight: 70),
    DemoCall(
      grant: "github-review", caller: "review-agent", method: "POST", path: "/repos/acme/shop/issues", weight: 6),
    DemoCall(grant: "stripe-billing", caller: "billing-worker", method: "GET", path: "/v1/balance", weight: 60),
    DemoCall(
      grant: "stripe-billing", caller: "billing-worker", method: "GET", path: "/v1/charges",
      queryKeys: ["limit", "starting_after"], weight: 110),
    DemoCall(grant: "stripe-billing", caller: "billing-worker", method: "POST", path: "/v1/charges", weight: 40),
    DemoCall(grant: "stripe-billing", caller: "billing-worker", method: "POST", path: "/v1/payouts", weight: 2),
    DemoCall(
      grant: "stripe-support", caller: "support-desk", method: "GET", path: "/v1/customers", queryKeys: ["email"],
      weight: 45),
    DemoCall(grant: "stripe-support", caller: "support-desk", method: "POST", path: "/v1/refunds", weight: 12),
    DemoCall(grant: "stripe-support", caller: "support-desk", method: "DELETE", path: "/v1/customers", weight: 2),
    DemoCall(
      grant: "sentry-releases", caller: "release-bot", method: "POST", path: "/api/0/organizations/acme/releases/",
      weight: 25),
    DemoCall(
      grant: "sentry-releases", caller: "release-bot", method: "GET", path: "/api/0/projects/acme/shop/issues/",
      weight: 40),
    DemoCall(
      grant: "sentry-old", caller: "nightly-report", method: "GET", path: "/api/0/projects/acme/shop/issues/", weight: 3
    ),
    DemoCall(
      grant: "discord-bot", caller: "release-bot", method: "POST", path: "/api/v10/channels/112233/messages", weight: 35
    ),
    DemoCall(
      grant: "airtable-sync", caller: "order-sync", method: "GET", path: "/v0/appShop/Orders",
      queryKeys: ["offset", "pageSize"], weight: 95),
    DemoCall(grant: "airtable-sync", caller: "order-sync", method: "PATCH", path: "/v0/appShop/Orders", weight: 30),
    DemoCall(grant: "airtable-intern", caller: "cli", method: "GET", path: "/v0/appShop/Orders", weight: 8),
    DemoCall(grant: "airtable-intern", caller: "cli", method: "DELETE", path: "/v0/appShop/Orders", weight: 1),
    DemoCall(grant: "pagerduty-oncall", caller: "oncall-bot", method: "GET", path: "/oncalls", weight: 50),
    DemoCall(grant: "pagerduty-oncall", caller: "oncall-bot", method: "GET", path: "/incidents", weight: 30),
    DemoCall(grant: "warehouse", caller: "nightly-report", method: "POST", path: "/warehouse/query", weight: 20),
    DemoCall(grant: "weather", caller: "portal", method: "GET", path: "/weather/forecast", weight: 10),
  ]
}
