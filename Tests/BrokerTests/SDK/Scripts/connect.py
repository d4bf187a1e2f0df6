"""Connect sessions: asked by the program, answered by a person."""

import asyncio

from alter_sdk import App, HttpMethod

from driver import ask, check, config, equal, raises, run, upstream


async def on_the_page(app):
    """The end user answers, within what the program asked for."""
    await ask("place")
    agent = await app.agents.create(name="helper", scopes={})
    wish = {
        "allowed_providers": ["place"], "allowed_origin": "https://shop.example.com",
        "return_url": "https://shop.example.com/connected", "required_scopes": {"place": ["read"]},
        "requested_grant": {
            "label": "first", "restrictions": {"allowed_methods": ["GET"], "allowed_endpoints": ["/secure"]}},
        "grant_policy": {"max_ttl_seconds": 7200, "default_ttl_seconds": 3600},
        "agent": str(agent.id), "delegable": True,
    }
    session = await app.create_connect_session(**wish)
    equal("one provider is one", session.single_provider, True)
    await ask("user_connects", token=session.session_token)
    [made] = await app.poll_connect_session(session.session_token, timeout=60, poll_interval=0.05)
    equal("the account is told", made.account_identifier, "mia@place")
    equal("and the scopes", made.scopes, ["read"])
    equal("it is new", made.operation, "creation")
    check("and ends", made.grant_policy.expires_at and made.grant_policy.created_by == "connecting", made.grant_policy)
    equal("the agent has it too", (str(made.delegation.agent_id), made.delegation.delegable), (str(agent.id), True))
    result = await app.proxy_request(HttpMethod.GET, f"{upstream}/secure", grant_id=made.grant_id)
    equal("the program may use it", result.status_code, 200)
    await raises(
        "as far as it asked for", "PolicyViolationError",
        app.proxy_request(HttpMethod.POST, f"{upstream}/secure", grant_id=made.grant_id))

    again = await app.create_connect_session(allowed_providers=["place"], repair_grant_id=made.grant_id)
    await ask("user_connects", token=again.session_token)
    [mended] = await app.poll_connect_session(again.session_token, timeout=60, poll_interval=0.05)
    equal("the same account is mended", (mended.grant_id, mended.operation), (made.grant_id, "reauth"))

    session = await app.create_managed_secret_connect_session(
        provider="place", user_token="user:mia", requested_ttl_seconds=60, requested_grant={"label": "mine"})
    await ask("user_gives_key", token=session.session_token, key="value-api")
    mine = [grant for grant in (await app.list_grants()).grants if grant.label == "mine"]
    equal("the key's grant is listed", len(mine), 1)
    result = await app.proxy_request(HttpMethod.GET, f"{upstream}/secure", grant_id=mine[0].grant_id)
    equal("and works", result.status_code, 200)

    waiting = asyncio.create_task(app.connect(providers=["place"], open_browser=False, timeout=60, poll_interval=0.05))
    await ask("cancel_session")
    error = await raises("a session that is cancelled elsewhere ends", "ConnectFlowError", waiting)
    check("and says so", "cancelled" in str(error), error)


async def refused(app):
    """What cannot be kept, and what would tell a stranger, is no session."""
    for name, wish in {
        "an origin with a path": {"allowed_origin": "https://shop.example.com/"},
        "an origin in clear": {"allowed_origin": "http://shop.example.com"},
        "a page elsewhere": {
            "allowed_origin": "https://shop.example.com", "return_url": "https://evil.example.com/done"},
        "a script for a page": {"return_url": "javascript:alert(1)"},
        "a rule that nobody keeps": {"requested_grant": {"label": "l", "restrictions": {"allowed_methods": []}}},
        "an agent that is none": {"agent": "00000000-0000-4000-8000-000000000000"},
    }.items():
        try:
            session = await app.create_connect_session(allowed_providers=["place"], **wish)
            check(name, False, session)
        except Exception as error:  # noqa: BLE001
            check(name, type(error).__name__ in ("BackendError", "AgentNotFoundError", "GrantNotFoundError"), error)
    await raises(
        "a signed token is not believed", "BackendError",
        app.create_managed_secret_connect_session(provider="place", user_token="eyJhbGciOiJIUzI1NiJ9.e30.c2ln"))


async def main():
    app = App(api_key=(await ask("mint", name="connecting", reach="basic-api"))["key"])
    waiting = asyncio.create_task(
        app.connect(providers=["github"], open_browser=False, timeout=60, poll_interval=0.05))
    await ask("connect_answer", grant="api")
    results = await waiting
    equal("the answer is the grant", [result.grant_id for result in results], [config["api"]])
    result = await app.proxy_request(HttpMethod.GET, f"{upstream}/secure", grant_id=config["api"])
    equal("which the program may use from then on", result.status_code, 200)

    waiting = asyncio.create_task(app.connect(providers=["github"], open_browser=False, timeout=60, poll_interval=0.05))
    await ask("connect_deny", reason="not for this app")
    error = await raises("a denial", "ConnectDeniedError", waiting)
    check("with its reason", "not for this app" in str(error), error)

    session = await app.create_connect_session(allowed_providers=["github"])
    check("a session says where to go", "/connect/" in session.connect_url, session)
    other = App(api_key=config["app"])
    await raises(
        "another caller's session is none", "ConnectFlowError",
        other.poll_connect_session(session.session_token, timeout=60, poll_interval=0.05))
    await raises(
        "nobody answers", "ConnectTimeoutError",
        app.poll_connect_session(session.session_token, timeout=0.05, poll_interval=0.01))
    await ask("advance", seconds=601)
    error = await raises(
        "it ends after ten minutes", "ConnectFlowError",
        app.poll_connect_session(session.session_token, timeout=60, poll_interval=0.05))
    check("and says so", "expired" in str(error).lower(), error)
    secret = await app.create_managed_secret_connect_session(provider="stripe", user_token="mia", delegable=True)
    check("a key can be asked for", "/connect/" in secret.connect_url, secret)
    await ask("connect_answer", grant="header-api")
    check(
        "and its grant is listed",
        any(g.grant_id == config["header-api"] for g in (await app.list_grants()).grants), "")
    await on_the_page(app)
    await refused(app)
    await other.close()
    await app.close()


run(main)
