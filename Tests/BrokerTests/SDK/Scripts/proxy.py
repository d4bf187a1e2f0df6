"""proxy_request(): the broker makes the call, the program never holds the credential."""

import json

from alter_sdk import Agent, App, HttpMethod

from driver import ask, body, check, config, equal, raises, run, upstream


async def main():
    app = App(api_key=config["proxy_only"])
    result = await app.proxy_request(HttpMethod.GET, f"{upstream}/secure", grant_id=config["api"])
    equal("the call is made with the credential", (result.status_code, body(result)), (200, b'{"ok":true}'))
    result = await app.proxy_request(HttpMethod.GET, f"{upstream}/reflect", provider="api")
    check("the credential does not come back", b"value-api" not in body(result), body(result))
    result = await app.proxy_request(
        HttpMethod.POST, f"{upstream}/echo?a=1", provider="api", json={"n": [1, "é"]}, query_params={"q": ["x y", "z"]},
        extra_headers={"X-Own": "1"}, reason="a test")
    equal("a JSON body arrives", json.loads(body(result)), {"n": [1, "é"]})
    last = await ask("received")
    equal("the parameters are added to the URL's own", last["target"], "/echo?a=1&q=x%20y&q=z")
    equal("with its type", last["headers"].get("content-type"), "application/json")
    equal("and the program's own headers", last["headers"].get("x-own"), "1")
    result = await app.proxy_request(HttpMethod.GET, f"{upstream}/status/500", grant_id=config["api"])
    equal("the provider's errors are results", result.status_code, 500)
    result = await app.proxy_request(HttpMethod.GET, f"{upstream}/redirect?https://example.com/", grant_id=config["api"])
    equal("redirects are results too", result.status_code, 302)

    await raises(
        "another host than the grant's", "BlockedDestinationError",
        app.proxy_request(HttpMethod.GET, "https://api.example.com/", grant_id=config["api"]))
    await raises(
        "no URL at all", "BackendError", app.proxy_request(HttpMethod.GET, "file:///etc/passwd", grant_id=config["api"]))
    await raises(
        "an unknown grant", "GrantNotFoundError",
        app.proxy_request(HttpMethod.GET, f"{upstream}/x", grant_id="00000000-0000-4000-8000-000000000000"))
    await raises(
        "an unknown provider", "GrantNotFoundError",
        app.proxy_request(HttpMethod.GET, f"{upstream}/x", provider="nobody"))
    await ask("grant", secret="api", name="api-two", label="two")
    error = await raises(
        "several grants that fit", "AmbiguousGrantError",
        app.proxy_request(HttpMethod.GET, f"{upstream}/x", provider="api"))
    check("all of them are named", len(error.details["grant_ids"]) == 2, error.details)
    result = await app.proxy_request(HttpMethod.GET, f"{upstream}/secure", provider="api", label="two")
    equal("a label tells them apart", result.status_code, 200)

    await ask("policy", name="guard", rules="deny DELETE /v1/**")
    error = await raises(
        "a policy denies", "PolicyViolationError",
        app.proxy_request(HttpMethod.DELETE, f"{upstream}/v1/x", grant_id=config["api"]))
    check("and says which rule", "guard" in str(error.details), error.details)
    await ask("policy", name="guard", rules="deny any rate 1/1h")
    await app.proxy_request(HttpMethod.GET, f"{upstream}/x", grant_id=config["api"])
    error = await raises(
        "the limit of a rule", "QuotaExceededError",
        app.proxy_request(HttpMethod.GET, f"{upstream}/x", grant_id=config["api"]))
    check("says when to come again", (error.retry_after or 0) > 0, error)
    await ask("remove_policy", name="guard")

    slow = App(api_key=(await ask("mint", name="slow", rate=1))["key"])
    await slow.proxy_request(HttpMethod.GET, f"{upstream}/x", grant_id=config["api"])
    equal("every answer says how many are left", slow.last_rate_limit and slow.last_rate_limit.remaining, 0)
    error = await raises(
        "more calls a minute than the caller may make", "RateLimitError",
        slow.proxy_request(HttpMethod.GET, f"{upstream}/x", grant_id=config["api"]))
    check("says when to come again, too", 0 < (error.retry_after or 0) <= 60, error)
    check("and how many there are", slow.last_rate_limit and slow.last_rate_limit.limit == 1, slow.last_rate_limit)
    await slow.close()

    await ask("revoke_grant", name="api-two")
    await raises(
        "a grant that was revoked", "GrantRevokedError",
        app.proxy_request(HttpMethod.GET, f"{upstream}/x", grant_id=(await ask("grant_id", name="api-two"))["id"]))
    await raises(
        "a provider that cannot be reached", "BackendError",
        app.proxy_request(HttpMethod.GET, config["nowhere_url"], grant_id=config["nowhere"]))

    named = Agent(api_key=config["proxy_only"], caller="bot one")
    async with named.trace(run_id="run-1", purpose="search"):
        await named.proxy_request(HttpMethod.GET, f"{upstream}/x", grant_id=config["api"])
    await named.proxy_request(HttpMethod.GET, f"{upstream}/x", grant_id=config["api"])
    events = await ask("audit", kind="intent")
    notes = [event["context"] for event in events["events"]]
    check("what the program says of its run is in the log", any(n.get("run_id") == "run-1" for n in notes), notes)
    check("and its name", any(n.get("caller") == "bot one" for n in notes), notes)
    await named.close()

    await ask("lock")
    error = await raises(
        "a locked vault", "BackendError",
        app.proxy_request(HttpMethod.GET, f"{upstream}/x", grant_id=config["api"]))
    check("says when to come again, as well", error.details.get("retry_after_seconds"), error.details)
    await ask("unlock")
    result = await app.proxy_request(HttpMethod.GET, f"{upstream}/secure", grant_id=config["api"])
    equal("and works when it is unlocked", result.status_code, 200)
    await app.close()


run(main)
