/// Rules with everything that a rule can have.
public enum PolicyRules {
  public static let texts = [
    "deny DELETE", "allow GET,HEAD api.stripe.com/v1/**", "deny any /v1/customers/*",
    "deny POST when not time Mon-Fri 09:00-17:00 Europe/Berlin", "allow any when time Sat,Sun 22:00-06:00 UTC",
    "allow GET when caller ci,deploy-* rate 100/1h", "deny any when not caller \"it's me\",\"a, b\",\"not\"",
    "deny any when caller ci and not caller ci-old", "deny POST when address 10.0.0.0/8,fd00::/8",
    "allow POST when body /amount < 50000 and time Mon-Fri 08:00-18:00 UTC and header x-env rate 5/1m quota 1000/month",
    "allow GET rate 5/1h per caller quota 1000/month Europe/Berlin per rule quota 500/total",
    "deny POST when body /note = \"it's \\\"quoted\\\"; $HOME `x`\" until 2030-01-01",
    "allow any until 2030-01-01T08:30:00.123456Z", "deny any when query only page,limit and size > 64KiB",
    "ask POST /v1/refunds when body /amount > 50000 by 2 of alice,bob,carol within 15m", "ask DELETE",
    "ask any when address 10.0.0.0/8 by alice until 2031-12-31", "ask PUT within 1d",
    "redact PUT,POST /v1/** removing /card/number,/email", "redact any removing /a~1b,\"/with blank\",/list/*/x",
    "deny any when principal user:sam and provider stripe and grant stripe-* and not time 00:00-08:00 UTC",
  ]
}
