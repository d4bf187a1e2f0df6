"""Agents and their keys."""

from alter_sdk import Agent, App, HttpMethod

from driver import ask, check, config, equal, raises, run, upstream


async def main():
    app = App(api_key=config["app"])
    made = await app.agents.create(
        name="researcher", display_name="The researcher", metadata={"team": "a"}, scopes={"managed_secret_slugs": ["api"]},
        idempotency_key="one")
    agent_id = str(made.id)
    check("an agent is made, with its key", made.api_key and made.status == "active", made)
    again = await app.agents.create(
        name="researcher", display_name="The researcher", metadata={"team": "a"}, scopes={"managed_secret_slugs": ["api"]},
        idempotency_key="one")
    equal("the same request makes it once", (again.id, again.api_key), (made.id, None))
    await raises(
        "another with the same key is refused", "IdempotencyKeyBodyMismatchError",
        app.agents.create(name="other", scopes={}, idempotency_key="one"))
    await raises("a name stands once", "AgentNameExistsError", app.agents.create(name="researcher", scopes={}))
    agent = Agent(api_key=made.api_key)
    me = await agent.me()
    equal("it knows itself", (me.name, me.display_name, me.metadata), ("researcher", "The researcher", {"team": "a"}))
    equal("it may use what its scopes say", [g.managed_secret_slug for g in (await agent.list_grants()).grants], ["api"])
    result = await agent.proxy_request(HttpMethod.GET, f"{upstream}/secure", grant_id=config["api"])
    equal("and uses it", result.status_code, 200)

    listed = await app.agents.list()
    equal("the app lists its agents", (listed.total, listed.agents[0].id), (1, made.id))
    equal("finds one by name", (await app.agents.get_by_name("researcher")).id, made.id)
    equal("none", await app.agents.get_by_name("nobody"), None)
    equal("by id", (await app.agents.get(agent_id)).name, "researcher")
    await raises(
        "not one of others", "AgentNotFoundError", app.agents.get("00000000-0000-4000-8000-000000000000"))
    updated = await app.agents.update(agent_id, display_name="R", metadata={"team": "b"})
    equal("it is changed", (updated.display_name, updated.metadata), ("R", {"team": "b"}))
    await raises(
        "not on an old version", "AgentConcurrentUpdateError",
        app.agents.update(agent_id, scopes={}, expected_version=made.version))
    updated = await app.agents.update(agent_id, scopes={}, expected_version=updated.version)
    equal("scopes narrow at once", (await agent.list_grants()).total, 0)

    key = await app.agents.mint_key(agent_id)
    second = Agent(api_key=key.api_key)
    equal("a further key works", (await second.me()).id, made.id)
    keys = await app.agents.list_keys(agent_id)
    equal("both are listed", len(keys.items), 2)
    deprecated = await app.agents.deprecate_key(agent_id, str(key.key_id))
    check("one is deprecated", deprecated.deprecated_at, deprecated)
    back = await app.agents.undeprecate_key(agent_id, str(key.key_id))
    check("and back", back.deprecated_at is None, back)
    await app.agents.revoke_key(agent_id, str(key.key_id))
    await raises("revoked it is dead", "KeyRevokedError", second.me())
    await raises("revoked twice", "KeyAlreadyRevokedError", app.agents.revoke_key(agent_id, str(key.key_id)))
    await raises("the last one stays", "LastActiveKeyError", app.agents.revoke_key(agent_id, str(made.key_id)))

    await app.agents.suspend(agent_id)
    await raises(
        "suspended it does nothing", "AgentInactiveError",
        agent.proxy_request(HttpMethod.GET, f"{upstream}/x", grant_id=config["api"]))
    equal("but knows that it is", (await agent.me()).status, "inactive")
    await app.agents.resume(agent_id)
    equal("resumed it is back", (await agent.me()).status, "active")
    await raises("an app is no agent", "MeRequiresAgentKeyError", Agent(api_key=config["app"]).me())
    below = App(api_key=made.api_key)
    await raises("an agent makes no agents", "AgentCannotMintSubagentsError", below.agents.create(name="below", scopes={}))
    await below.close()
    other = await app.agents.create(name="other", scopes={})
    await raises(
        "a key stands for its own agent only", "CallerAgentMismatchError",
        App(api_key=made.api_key).get_agent(str(other.id)).proxy_request(HttpMethod.GET, f"{upstream}/x", grant_id=config["api"]))
    await raises(
        "an agent that is not there", "AgentNotFoundError",
        app.get_agent("00000000-0000-4000-8000-000000000000").proxy_request(
            HttpMethod.GET, f"{upstream}/x", grant_id=config["api"]))
    deleted = await app.agents.delete(agent_id)
    equal("deleted it is revoked", deleted.status, "revoked")
    await raises("with its keys", "AgentRevokedError", agent.list_grants())
    equal("it is not listed", (await app.agents.list()).total, 1)
    equal("unless asked for", (await app.agents.list(include_revoked=True)).total, 2)
    usual = App(api_key=(await ask("mint", name="few", rights="proxy:execute"))["key"])
    await raises("a key without the right", "InsufficientScopeError", usual.agents.list())
    for client in (app, agent, second, usual):
        await client.close()


run(main)
