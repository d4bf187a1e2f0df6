"""What else the package asks for: names of rights and providers, spans, who is calling, and what a local vault is not."""

from datetime import datetime, timezone

from alter_sdk import App
from alter_sdk.spans import UserSpan

from driver import ask, check, config, equal, raises, run


async def main():
    app = App(api_key=config["app"])
    scopes = await app.scopes.list()
    equal("the rights have the package's names", scopes.resources["tokens"].verbs, ["retrieve"])
    catalogue = await app.oauth_providers.list()
    github = catalogue.providers["github"]
    check("providers with their scopes, in words", github.available_scopes["repo"].description, github)
    check("the usual ones among them", set(github.default_scopes) <= set(github.available_scopes), github.default_scopes)
    equal("no hosted specifications", await app.provider_specs.list(), [])
    who = await app.resolve_identity()
    equal("who calls", (who.display_name, who.app_user_id), ("app", None))

    span = UserSpan(trace_id="t1", name="plan", start_time=datetime.now(timezone.utc), attributes={"note": "value-api"})
    equal("spans are taken", (await app.spans.emit([span])).accepted, 1)
    reported = await ask("audit", kind="spans_reported")
    equal("and said in the log", len(reported["events"]), 1)
    check("without what is written in them", "value-api" not in str(reported), reported)

    await raises("no identity is asserted", "BackendError", app.assert_identity(audience="https://x.example"))
    await raises("nobody signs in here", "BackendError", app.create_auth_session())
    equal("no user's token is good here", await app.verify_user_token("token"), None)
    await app.close()


run(main)
