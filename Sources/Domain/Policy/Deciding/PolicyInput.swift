/// Everything one decision is made of.
struct PolicyInput {
  let facts: CallFacts
  let grant: Grant
  let source: GrantSource
  let context: PolicyContext
  let target: CallTarget
  /// The caller's and those of all above it.
  let callerNames: [String]
  let principal: String
  let grantID: String

  init(facts: CallFacts, grant: Grant, source: GrantSource, context: PolicyContext) {
    self.facts = facts
    self.grant = grant
    self.source = source
    self.context = context
    target = CallTarget(method: facts.method, url: facts.url)
    callerNames = facts.callerNames
    principal = grant.principal.description
    grantID = grant.id.description
  }
}
