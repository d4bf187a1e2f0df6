"""Calls that people have to approve: 202, status, long poll, result."""

import asyncio

from alter_sdk import App, HttpMethod, PendingApproval

from driver import ask, check, config, equal, raises, run, upstream


async def main():
    app = App(api_key=config["proxy_only"])
    await ask("policy", name="guard", rules="ask POST /v1/**\nask PUT /v1/** within 1s")

    async def parked(method=HttpMethod.POST):
        pending = await app.proxy_request(method, f"{upstream}/v1/echo", grant_id=config["api"], json={"a": 1}, reason="why")
        check("the call waits", isinstance(pending, PendingApproval), pending)
        return pending

    pending = await parked()
    check("it says where to look", pending.approval_url.endswith(f"/approvals/{pending.approval_id}"), pending)
    status = await app.get_approval_status(pending.approval_id)
    equal("it is pending", (str(status.status).split(".")[-1].lower(), status.has_result), ("pending", False))
    waiting = asyncio.create_task(app.await_approval(pending.approval_id, timeout=60, poll_interval=0.05))
    await ask("approve")
    result = await waiting
    equal("approved it is sent, and its answer comes", result.status_code, 200)
    again = await app.await_approval(pending.approval_id, timeout=60, poll_interval=0.05)
    equal("again and again", again.status_code, 200)
    last = await ask("received")
    equal("it was sent once", last["count"], 1)

    pending = await parked()
    waiting = asyncio.create_task(app.await_approval(pending.approval_id, timeout=60, poll_interval=0.05))
    await ask("deny", reason="not on a Friday")
    error = await raises("a denial", "ApprovalDeniedError", waiting)
    check("with its reason", "not on a Friday" in str(error), error)

    pending = await parked(HttpMethod.PUT)
    await raises("nobody answered", "ApprovalExpiredError", app.await_approval(pending.approval_id, timeout=60, poll_interval=0.05))

    pending = await parked()
    await raises(
        "the program waits no longer", "ApprovalTimeoutError",
        app.await_approval(pending.approval_id, timeout=0.05, poll_interval=0.01))
    other = App(api_key=config["app"])
    error = await raises("another caller does not see it", "BackendError", other.get_approval_status(pending.approval_id))
    equal("at all", error.details.get("status_code"), 404)
    waiting = asyncio.create_task(app.await_approval(pending.approval_id, timeout=60, poll_interval=0.05))
    await ask("revoke_secret_then_approve", name="api")
    await raises("approved, but it cannot be sent any more", "ApprovalExecutionFailedError", waiting)
    await other.close()
    await app.close()


run(main)
