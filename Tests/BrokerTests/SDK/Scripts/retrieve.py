"""request(): the program receives the credential and calls the provider itself."""

from alter_sdk import Agent, App, HttpMethod

from driver import ask, check, config, equal, raises, run, upstream


async def main():
    app = App(api_key=config["app"])
    answer = await app.request(HttpMethod.GET, f"{upstream}/reflect", grant_id=config["api"])
    equal("the provider's answer comes back", answer.status_code, 200)
    check("the bearer token was sent", "Bearer value-api" in answer.text, answer.text)
    answer = await app.request(HttpMethod.GET, f"{upstream}/plain", provider="header-api")
    last = await ask("received")
    equal("a header of the secret's own", last["headers"].get("x-token"), "Token value-header-api")
    await app.request(HttpMethod.GET, f"{upstream}/reflect", grant_id=config["basic-api"])
    last = await ask("received")
    equal("basic", last["headers"].get("authorization"), "Basic bWlhOnZhbHVlLWJhc2ljLWFwaQ==")
    await app.request(HttpMethod.GET, f"{upstream}/plain", grant_id=config["query-api"])
    last = await ask("received")
    check("a query parameter", "token=value-query-api" in last["target"], last["target"])

    await app.close()
    events = await ask("audit", kind="credential_released")
    check("each release is in the log", len(events["events"]) == 4, events)
    check("with the key's prefix", events["events"][0]["key_prefix"].startswith("alter_rk_"), events)
    reports = await ask("audit", kind="call_reported")
    check("what the program says of its calls is too", len(reports["events"]) == 4, reports)
    check("without bodies", "value-" not in str(reports), reports)

    app = App(api_key=config["app"])
    await raises(
        "a host that the grant is not for", "BlockedDestinationError",
        app.request(HttpMethod.GET, "https://api.example.com/", grant_id=config["api"]))
    await raises(
        "a provider that nobody has", "GrantNotFoundError",
        app.request(HttpMethod.GET, f"{upstream}/x", provider="nobody"))
    await raises(
        "an unknown grant", "GrantNotFoundError",
        app.request(HttpMethod.GET, f"{upstream}/x", grant_id="00000000-0000-4000-8000-000000000000"))
    await raises(
        "a user's token, which nobody can check", "BackendError",
        app.request(HttpMethod.GET, f"{upstream}/x", provider="api", user_token="token"))

    usual = App(api_key=(await ask("mint", name="usual"))["key"])
    error = await raises(
        "the right to receive tokens is off unless chosen", "InsufficientScopeError",
        usual.request(HttpMethod.GET, f"{upstream}/x", grant_id=config["api"]))
    check("it says which is missing", error.details.get("missing") == ["tokens:retrieve"], error.details)
    await usual.close()

    await ask("policy", name="guard", rules="deny DELETE /v1/**\nallow any /**")
    await raises(
        "a grant whose limits bind in a call only", "RestrictedGrantRequiresProxyError",
        app.request(HttpMethod.GET, f"{upstream}/x", grant_id=config["api"]))
    await ask("policy", name="guard", rules="ask POST /v1/**")
    await raises(
        "a grant that people are asked about", "RestrictedGrantRequiresProxyError",
        app.request(HttpMethod.GET, f"{upstream}/x", grant_id=config["api"]))
    await ask("remove_policy", name="guard")

    agent = Agent(api_key=config["app"])
    await raises(
        "an agent's missing delegation has a class of its own", "AgentDelegationMissingError",
        agent.request(HttpMethod.GET, f"{upstream}/x", provider="nobody"))
    await agent.close()
    await app.close()


run(main)
