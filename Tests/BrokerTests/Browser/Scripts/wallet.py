"""The wallet: what is connected, its limits, its end, and what waits for an answer."""

import json
import time
from datetime import datetime, timedelta, timezone

from browser import Browser
from steps import Later, ask, base_url, call, check, config, equal, has, run, send


def link(user="mia", **more):
    """A link as the application's server mints it."""
    status, _, text = send(
        "POST", "/wallet/links", json.dumps({"user": user, **more}),
        {"Authorization": f"Bearer {config['key']}", "Content-Type": "application/json"})
    check("a link is minted", status == 201, f"{status} {text}")
    return json.loads(text)["url"]


def enter(browser, user="mia"):
    browser.open(link(user))
    browser.press("Show my connections")
    browser.see_heading("Your connections")


def wait_for_call(count=1):
    """Until so many calls wait."""
    for _ in range(3000):
        if ask("waiting")["count"] == count:
            return
        time.sleep(0.02)


def opening(browser):
    browser.open(link())
    equal("the link leads to a page", browser.heading, "Your connections")
    browser.judge("wallet open")
    browser.press("Show my connections")
    browser.see("You have not connected anything yet")
    browser.judge("wallet empty")
    check("the address is the visit's own", browser.url.startswith(f"{base_url}/wallet/") and "open" not in browser.url)
    return browser.url


def looking(browser, grant):
    helper = ask("agent", grant=grant, name=config["agent"])
    equal("the agent's call passes", call(helper["grant"], path="/secure", key=helper["key"])[0], 200)
    enter(browser)
    has("the list says what there is", browser.text, "Acme", "Photo Shop", "Active", "Just now", config["agent"])
    browser.judge("wallet list")
    browser.press("Acme")
    browser.see_heading("Acme")
    has("its page says it all", browser.text, "What it may do", "Your limits", "When it ends", config["agent"], "Allowed",
        "GET 127.0.0.1", "Helper, an agent of Photo Shop")
    check("no key is shown", config["acme_key"] not in browser.driver.page_source)
    browser.judge("wallet connection")
    browser.press("Activity")
    browser.see("What was done with your connections")
    browser.judge("wallet activity")
    browser.press("Connections")
    browser.press("Acme")


def limits(browser, grant):
    browser.press("Change the limits")
    browser.see_heading("Limits for Acme")
    browser.judge("wallet limits")
    for group in ["Create and send (POST)", "Change what is there (PUT, PATCH)", "Delete (DELETE)"]:
        browser.field(group).click()
    browser.press("Save the limits")
    browser.see("Your limits are saved")
    has("the limit is said", browser.text, "It may only read.")
    equal("reading passes", call(grant, path="/secure")[0], 200)
    status, text = call(grant, "POST", "/echo", "{}")
    check("anything else is refused at once", status == 403, f"{status} {text}")

    browser.press("Change the limits")
    browser.field("Read (GET, HEAD)").click()
    browser.press("Save the limits")
    browser.see("Choose at least one. To allow nothing at all")
    browser.judge("wallet limits refused")
    browser.field("Read (GET, HEAD)").click()
    browser.field("Only at these times").click()
    # Two days from now, so that no midnight is near.
    other = (datetime.now(timezone.utc) + timedelta(days=2)).weekday()
    names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    for number, name in enumerate(names):
        field = browser.field(name)
        if field.is_selected() != (number == other):
            field.click()
    browser.fill("Time zone", "Nowhere/Land")
    browser.press("Save the limits")
    browser.see("Choose a time zone of the list")
    browser.fill("Time zone", "UTC")
    browser.press("Save the limits")
    browser.see(f"It may only be used on {names[other]}, 09:00 to 17:00, UTC time.")
    equal("at another time it is refused", call(grant, path="/secure")[0], 403)

    browser.press("Change the limits")
    browser.field("Only at these times").click()
    for group in ["Create and send (POST)", "Change what is there (PUT, PATCH)", "Delete (DELETE)"]:
        browser.field(group).click()
    browser.press("Save the limits")
    browser.see("You have not set any.")
    equal("without limits it passes", call(grant, "POST", "/count", "{}")[0], 200)


def approvals(browser, grant):
    browser.press("Change the limits")
    browser.field("Ask me before every call").click()
    browser.press("Save the limits")
    browser.see("You are asked before every call.")
    before = ask("received")["count"]
    body = json.dumps({"amount": 100, "note": "a gift for <b>Tom</b>"})
    held = Later(lambda: call(
        grant, "POST", "/echo?token=abc", body, headers={"X-Gatehouse-Reason": "order 1043 <i>now</i>"}))
    wait_for_call()
    browser.press("Connections")
    browser.see("1 call waits for your answer.")
    browser.judge("wallet list with a call")
    browser.press("1 call waits for your answer.")
    browser.see_heading("Waiting for you")
    has("who wants what", browser.text, "Photo Shop", "POST", "/echo", "left")
    browser.judge("wallet waiting")
    browser.press("Look at it and answer")
    browser.see_heading("May Photo Shop do this?")
    has("what would be sent", browser.text, "POST", "/echo", '"amount"', "a gift for <b>Tom</b>", "order 1043 <i>now</i>")
    browser.judge("wallet call")
    equal("nothing is sent before", ask("received")["count"], before)
    browser.press("Yes, this once")
    browser.see("You said yes.")
    status, text = held.get()
    equal("the call is made", status, 200)
    equal("as it was shown", text, body)

    held = Later(lambda: call(grant, path="/secure"))
    wait_for_call()
    browser.press("Connections")
    browser.press("1 call waits for your answer.")
    browser.press("Look at it and answer")
    address = browser.url
    browser.fill("If not, why?", "not on a Sunday")
    browser.press("No")
    browser.see("You said no.")
    status, text = held.get()
    check("a refusal comes with its reason", status == 403 and "not on a Sunday" in text, f"{status} {text}")
    browser.open(address)
    browser.see_heading("This call no longer waits")
    browser.judge("wallet call gone")
    browser.press("See what waits for you")
    browser.see("Nothing waits for your answer")
    browser.judge("wallet nothing waits")


def endings(browser):
    grant = ask("give", label="for a while", lifetime=10 * 86_400, longest=40 * 86_400)["grant"]
    browser.press("Connections")
    browser.see("for a while")
    browser.open(browser.url.split("?")[0].rstrip("/") + f"/connections/{grant}")
    browser.press("Change when it ends")
    check("no more than is allowed is offered", "In 90 days" not in browser.text and "In 30 days" in browser.text)
    browser.judge("wallet ending")
    browser.press("In 7 days")
    browser.see("The new end is saved.")
    browser.press("Change when it ends")
    last = (datetime.now() + timedelta(days=60)).date().isoformat()
    browser.run("const day = document.getElementById('day'); day.removeAttribute('max'); day.value = arguments[0]", last)
    browser.press("Save the day")
    browser.see("That is too late.")
    browser.judge("wallet ending refused")
    chosen = datetime.now() + timedelta(days=20)
    browser.run("document.getElementById('day').value = arguments[0]", chosen.date().isoformat())
    browser.press("Save the day")
    browser.see(f"It ends by itself at the end of {chosen.day} {chosen.strftime('%B %Y')}.")
    equal("it can be used till then", call(grant, path="/secure")[0], 200)
    return grant


def ending_now(browser, grant):
    browser.press("End this connection")
    browser.see("From this moment on Photo Shop can no longer use it.")
    browser.judge("wallet revoke")
    browser.press("Keep it")
    equal("kept, it can be used", call(grant, path="/secure")[0], 200)
    browser.press("End this connection")
    browser.press("End it now")
    browser.see("The connection has ended.")
    status, text = call(grant, path="/secure")
    check("the very next call is refused", status == 403 and "revoked" in text, f"{status} {text}")
    check("and nothing can be changed any more", "Change the limits" not in browser.text, browser.text)
    browser.judge("wallet ended")


def leaving(browser):
    address = browser.url
    ask("lock")
    browser.open(address)
    browser.see_heading("Not available at the moment")
    browser.judge("wallet locked")
    ask("unlock")
    browser.open(address)
    browser.press("Sign out")
    browser.see_heading("You are signed out")
    browser.judge("wallet signed out")
    browser.open(address)
    browser.see_heading("Your visit is over")
    browser.judge("wallet over")


def main():
    with Browser() as browser:
        opening(browser)
        grant = ask("give")["grant"]
        equal("the application's call passes", call(grant, path="/secure")[0], 200)
        looking(browser, grant)
        limits(browser, grant)
        approvals(browser, grant)
        ending_now(browser, endings(browser))
        leaving(browser)
        equal("nothing was loaded or run that must not be", browser.complaints(), [])


run(main)
