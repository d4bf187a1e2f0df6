"""The caller's own keys: derive, rotate, revoke; what becomes of ended ones."""

import warnings

from alter_sdk import App, HttpMethod

from driver import ask, check, config, equal, raises, run, upstream


async def main():
    app = App(api_key=config["app"])
    derived = await app.keys.derive(scopes=["proxy:execute", "grants:read"], expires_in=600, name="narrow")
    equal("a narrower key", (derived.key_type, sorted(derived.scopes)), ("dk", ["grants:read", "proxy:execute"]))
    narrow = App(api_key=derived.api_key)
    result = await narrow.proxy_request(HttpMethod.GET, f"{upstream}/secure", grant_id=config["api"])
    equal("works", result.status_code, 200)
    await raises(
        "within what it has", "InsufficientScopeError",
        narrow.request(HttpMethod.GET, f"{upstream}/x", grant_id=config["api"]))
    await raises(
        "and derives nothing wider", "InsufficientScopeError", narrow.keys.derive(scopes=["tokens:retrieve"], expires_in=60))
    elsewhere = await app.keys.derive(scopes=["proxy:execute"], expires_in=600, cidr_allowlist=["10.0.0.0/8"])
    far = App(api_key=elsewhere.api_key)
    await raises(
        "from another address it is refused", "PolicyViolationError",
        far.proxy_request(HttpMethod.GET, f"{upstream}/x", grant_id=config["api"]))
    await app.keys.revoke(key_id=derived.id)
    await raises("revoked it is dead", "KeyRevokedError", narrow.list_grants())
    short = await app.keys.derive(scopes=["grants:read"], expires_in=60)
    brief = App(api_key=short.api_key)
    equal("a key for a minute", (await brief.list_grants()).limit, 100)
    await ask("advance", seconds=61)
    await raises("ends by itself", "KeyExpiredError", brief.list_grants())

    mine = await ask("mint", name="rotating", rights="keys:admin,grants:read,proxy:execute")
    old = App(api_key=mine["key"])
    rotated = await old.keys.rotate(key_id=mine["key_id"], overlap_days=1)
    new = App(api_key=rotated.api_key)
    equal("a rotated key works", (await new.list_grants()).offset, 0)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        await old.list_grants()
    check("the old one works and warns", any("deprecated" in str(w.message).lower() for w in seen), [str(w.message) for w in seen])
    await ask("advance", seconds=86_500)
    await raises("until the overlap is over", "KeyRotationExpiredError", old.list_grants())

    await raises(
        "a key that nobody has", "InvalidKeyError",
        App(api_key="alter_rk_abcdefghijklmnopqrstuv_iwpykn").list_grants())
    gone = await ask("mint", name="gone")
    client = App(api_key=gone["key"])
    await ask("revoke_caller", id=gone["id"])
    await raises("a revoked caller's key", "KeyRevokedError", client.list_grants())
    idle = await ask("mint", name="idle")
    await ask("suspend", id=idle["id"])
    await raises("a suspended caller's key", "KeyInactiveError", App(api_key=idle["key"]).list_grants())
    for one in (app, narrow, far, brief, old, new, client):
        await one.close()


run(main)
