"""Grants: list, revoke, mint, managed-secret grants; delegation to agents."""

from alter_sdk import Agent, App, HttpMethod, SystemPrincipal

from driver import ask, check, config, equal, raises, run, upstream


async def main():
    app = App(api_key=config["app"])
    listed = await app.list_grants()
    equal("all grants are listed", listed.total, 5)
    names = {grant.managed_secret_slug for grant in listed.grants}
    check("by the secret's name", {"api", "basic-api"} <= names, names)
    equal("one by provider", (await app.list_grants(provider_id="api")).total, 1)
    equal("none with another status", (await app.list_grants(status="expired")).total, 0)
    page = await app.list_grants(limit=2, offset=1)
    equal("a page", (len(page.grants), page.total, page.has_more), (2, 5, True))

    few = App(api_key=(await ask("mint", name="few", reach="api"))["key"])
    equal("a caller sees those in its reach", (await few.list_grants()).total, 1)
    await raises(
        "and cannot use others", "GrantNotFoundError",
        few.proxy_request(HttpMethod.GET, f"{upstream}/x", grant_id=config["basic-api"]))
    await few.close()

    minted = await app.mint_grant(
        config["api"], label="reader",
        grant_policy={"restrictions": {"allowed_methods": ["GET"], "allowed_endpoints": ["/v1/**"]}})
    equal("a narrower grant is minted", (minted.label, minted.status), ("reader", "active"))
    result = await app.proxy_request(HttpMethod.GET, f"{upstream}/v1/x", grant_id=minted.grant_id)
    equal("and used", result.status_code, 200)
    await raises(
        "outside of it nothing passes", "PolicyViolationError",
        app.proxy_request(HttpMethod.POST, f"{upstream}/v1/x", grant_id=minted.grant_id))
    await raises(
        "nor another path", "PolicyViolationError",
        app.proxy_request(HttpMethod.GET, f"{upstream}/v2", grant_id=minted.grant_id))
    await raises(
        "its credential is not handed out", "RestrictedGrantRequiresProxyError",
        app.request(HttpMethod.GET, f"{upstream}/v1/x", grant_id=minted.grant_id))
    await raises(
        "a label stands once", "SiblingLabelConflictError", app.mint_grant(config["api"], label="reader"))
    await raises(
        "a limit that cannot be kept is refused", "BackendError",
        app.mint_grant(config["api"], label="other", grant_policy={"restrictions": {"allowed_ips": ["10.0.0.1"]}}))
    made = await app.create_managed_secret_grant(
        (await app.list_grants(provider_id="basic-api")).grants[0].managed_secret_id, principal=SystemPrincipal(label="sys"))
    equal("a grant of a managed secret", made.principal_type, "system")

    revoked = await app.revoke_grant(minted.grant_id, reason="no longer")
    check("a grant is revoked", revoked.success and revoked.grant_id == minted.grant_id, revoked)
    await raises(
        "and refuses calls", "GrantRevokedError",
        app.proxy_request(HttpMethod.GET, f"{upstream}/v1/x", grant_id=minted.grant_id))
    await raises("twice is not found", "GrantNotFoundError", app.revoke_grant(minted.grant_id))

    made = await app.agents.create(name="researcher", scopes={})
    agent_id = str(made.id)
    agent = Agent(api_key=made.api_key)
    equal("an agent has nothing at first", (await agent.list_grants()).total, 0)
    await raises(
        "and uses nothing", "AgentDelegationMissingError",
        agent.proxy_request(HttpMethod.GET, f"{upstream}/secure", grant_id=config["api"]))
    acting = Agent(api_key=config["app"])
    delegated = await acting.delegate(config["api"], agent_id, ttl_seconds=600)
    equal("a grant is handed on", (delegated.parent_grant_id, delegated.depth), (config["api"], 1))
    listed = await agent.list_grants()
    equal("the agent sees it", [g.grant_id for g in listed.grants], [delegated.grant_id])
    result = await agent.proxy_request(HttpMethod.GET, f"{upstream}/secure", grant_id=delegated.grant_id)
    equal("and uses it", result.status_code, 200)
    result = await agent.proxy_request(HttpMethod.GET, f"{upstream}/secure", provider="api")
    equal("also by provider", result.status_code, 200)
    proxy = app.get_agent(agent_id)
    result = await proxy.proxy_request(HttpMethod.GET, f"{upstream}/secure", grant_id=delegated.grant_id)
    equal("the app acts for its agent", result.status_code, 200)
    await raises(
        "with no more than the agent has", "AgentDelegationMissingError",
        proxy.proxy_request(HttpMethod.GET, f"{upstream}/x", grant_id=config["basic-api"]))
    await raises(
        "what was not made to be handed on is not", "GrantNotDelegableError", agent.delegate(delegated.grant_id, agent_id))
    await raises(
        "scopes cannot be narrowed", "BackendError",
        acting.delegate(config["basic-api"], agent_id, scope_constraint=["read"]))
    await app.revoke_delegation(config["api"], agent_id)
    await raises(
        "taken back it is gone", "GrantRevokedError",
        agent.proxy_request(HttpMethod.GET, f"{upstream}/secure", grant_id=delegated.grant_id))
    again = await acting.delegate(config["api"], agent_id)
    await agent.revoke_delegation(again.grant_id)
    equal("an agent gives it back", (await agent.list_grants(status="active")).total, 0)
    short = await acting.delegate(config["api"], agent_id, ttl_seconds=60)
    await ask("advance", seconds=61)
    await raises(
        "and it ends by itself", "GrantExpiredError",
        agent.proxy_request(HttpMethod.GET, f"{upstream}/secure", grant_id=short.grant_id))
    for client in (app, agent, acting):
        await client.close()


run(main)
