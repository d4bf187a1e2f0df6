"""What narrows one request, and what is answered in place of the hosted service."""

from alter_sdk import Agent, App, HttpMethod

from driver import ask, check, config, equal, raises, run, upstream


async def main():
    app = App(api_key=config["app"])
    reader = app.with_constraints(scopes=["grants:read"])
    equal("a constraint leaves what it names", (await reader.list_grants()).total, 5)
    await raises(
        "and nothing else", "InsufficientScopeError",
        reader.proxy_request(HttpMethod.GET, f"{upstream}/x", grant_id=config["api"]))
    rule = {"rule_type": "json_match", "rule_body": {"when": {"method": "POST"}, "effect": "deny"}}
    careful = app.with_constraints(rule=rule)
    result = await careful.proxy_request(HttpMethod.GET, f"{upstream}/secure", grant_id=config["api"])
    equal("a rule of the request's own lets the rest pass", result.status_code, 200)
    await raises(
        "and denies what it names", "PolicyViolationError",
        careful.proxy_request(HttpMethod.POST, f"{upstream}/x", grant_id=config["api"], json={}))
    unknown = app.with_constraints(rule={"rule_type": "moon_phase", "rule_body": {"effect": "deny"}})
    error = await raises(
        "a rule that nobody can evaluate is refused", "BackendError",
        unknown.proxy_request(HttpMethod.GET, f"{upstream}/x", grant_id=config["api"]))
    equal("with 400", error.details.get("status_code"), 400)

    me = await app.resolve_identity()
    check("who is asking", me.app_id == config["app_id"], me)
    equal("scopes are listed", (await app.scopes.list()).scope_version, 1)
    error = await raises("an identity assertion", "BackendError", app.assert_identity(audience="https://a.example"))
    equal("is not supported", error.details.get("error"), "not_supported")
    error = await raises("signing users in", "BackendError", app.create_auth_session())
    equal("is neither", error.details.get("error"), "not_supported")
    equal("nobody's token is valid", await app.verify_user_token("token"), None)
    named = Agent(api_key=config["app"], caller="bot")
    first = await named.resolve_identity()
    second = await named.resolve_identity()
    check("an actor's id stays", first.actor_id and first.actor_id == second.actor_id, (first, second))
    await named.close()
    await app.close()


run(main)
