"""Connect sessions: asked by the program, answered by a person."""

import asyncio

from alter_sdk import App, HttpMethod

from driver import ask, check, config, equal, raises, run, upstream


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
    await raises(
        "limits that would be lost are refused", "BackendError",
        app.create_connect_session(allowed_providers=["github"], grant_policy={"max_ttl_seconds": 60}))
    secret = await app.create_managed_secret_connect_session(provider="stripe", user_token="mia", delegable=True)
    check("a key can be asked for", "/connect/" in secret.connect_url, secret)
    await ask("connect_answer", grant="header-api")
    check(
        "and its grant is listed",
        any(g.grant_id == config["header-api"] for g in (await app.list_grants()).grants), "")
    await other.close()
    await app.close()


run(main)
