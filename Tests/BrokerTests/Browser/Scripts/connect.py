"""Connecting: by a popup, by a redirect, at a real authorization server, and with a key of one's own."""

import json
from urllib.parse import parse_qs, urlsplit

from browser import Browser
from steps import ask, base_url, call, check, config, equal, has, run

APPLICATION = config["application"]


def said(browser):
    """What the application was told."""
    return json.loads(browser.wait(lambda: browser.find("#said").get_attribute("textContent"), "what was told"))


def begin(browser, **wish):
    """Opens the application's page, and its popup for a session of that wish."""
    session = ask("session", **{"origin": config["app"], "providers": "cloud", **wish})
    # A page of its own each time: a change behind the # alone would not load it anew.
    browser.open("about:blank")
    browser.open(f"{config['app']}/#{session['token']}")
    browser.wait(lambda: browser.find("body").get_attribute("data-ready"), "the module")
    browser.press("Connect")
    return session, browser.popup()


def by_popup(browser):
    session, window = begin(browser)
    browser.see(f"{APPLICATION} asks to use your Cloud Drive account")
    has("scopes stand there in words", browser.text, "See your files", "Change and delete your files")
    browser.judge("connect authorize")
    browser.press("Continue to Cloud Drive")
    browser.press("Allow")
    browser.alone(window)
    told = said(browser)
    grant = ask("state", token=session["token"])["grant"]
    detail = {
        "grant_id": grant, "provider": "cloud", "account": config["account"],
        "scopes": ["files:read", "files:write"], "operation": "creation",
    }
    equal("onSuccess is called once", [(line["what"]) for line in told], ["success"])
    equal(
        "with exactly these fields", {key: value for key, value in told[0]["detail"].items() if key != "grants"}, detail)
    equal("and the application's calls pass", call(grant, path="/echo")[0], 200)
    return grant


def again(browser, grant):
    """Mending a connection keeps its id."""
    session, window = begin(browser, repairs=grant)
    browser.press("Continue to Cloud Drive")
    browser.press("Allow")
    browser.alone(window)
    told = said(browser)
    equal("mended, the grant is the same", told[0]["detail"]["grant_id"], grant)
    equal("and it is said to be a reauth", told[0]["detail"]["operation"], "reauth")


def refused(browser):
    session, window = begin(browser)
    browser.press("No, thanks")
    browser.alone(window)
    told = said(browser)
    equal("no is an error", [(line["what"], line["detail"]["error_code"]) for line in told], [("error", "connect_denied")])
    equal("the session is denied", ask("state", token=session["token"])["state"], "denied")

    session, window = begin(browser)
    browser.press("Continue to Cloud Drive")
    browser.press("Deny")
    browser.alone(window)
    equal("so is no at the provider", [line["what"] for line in said(browser)], ["error"])
    equal("which denies it too", ask("state", token=session["token"])["state"], "denied")


def closed(browser):
    session, window = begin(browser)
    browser.see("asks to use your Cloud Drive account")
    browser.driver.close()
    browser.back_to(window)
    equal("a closed window is an exit", [line["what"] for line in said(browser)], ["exit"])
    equal("and the session still waits", ask("state", token=session["token"])["state"], "waiting")


def by_redirect(browser):
    back = f"{config['app']}/back?order=7"
    session = ask("session", providers="cloud", user="tom", **{"return": back})
    browser.open(session["url"])
    browser.press("Continue to Cloud Drive")
    browser.press("Allow")
    query = parse_qs(urlsplit(browser.at(back)).query)
    equal(
        "the return address gets the same", {key: value[0] for key, value in query.items()},
        {"order": "7", "status": "success", "grant_id": ask("state", token=session["token"])["grant"],
         "provider": "cloud", "account": config["account"], "scopes": "files:read files:write",
         "operation": "creation"})

    session = ask("session", providers="cloud", **{"return": back})
    browser.open(session["url"])
    browser.press("No, thanks")
    query = parse_qs(urlsplit(browser.at(back)).query)
    equal("and a refusal", (query["status"], query["error_code"]), (["error"], ["connect_denied"]))


def choosing(browser):
    session = ask("session", providers="cloud,glewlwyd")
    browser.open(session["url"])
    browser.see(f"{APPLICATION} asks for access to one of your accounts")
    browser.judge("connect choice")
    [choice] = [found for found in browser.all(".choices a") if found.text.startswith("Glewlwyd")]
    choice.click()
    browser.see(f"{APPLICATION} asks to use your Glewlwyd account")
    return session


def at_a_real_server(browser):
    """The whole of it at Debian's glewlwyd, whose own pages are driven as a person would."""
    session = choosing(browser)
    browser.press("Continue to Glewlwyd")
    browser.type(lambda: browser.find("#username"), config["username"], "the login page")
    browser.type(lambda: browser.find("#password"), config["password"] + "\n", "the password's field")
    for scope in ["read", "write"]:
        browser.wait(lambda: browser.find(f"label[for=grant-{scope}]").click() or True, scope)
    browser.press("Grant access")
    browser.press("Continue")
    browser.see_heading("Connected")
    has("the end says with what", browser.text, "Glewlwyd", f"{config['username']}@example.org", APPLICATION)
    browser.judge("connect end")
    grant = ask("state", token=session["token"])["grant"]
    status, text = call(grant, path="/api/oidc/userinfo")
    check("the token works at the server", status == 200 and config["username"] in text, f"{status} {text}")
    browser.open(session["url"])
    browser.see_heading("Connected")


def with_a_key(browser):
    session, window = begin(browser, kind="secret", providers="acme")
    browser.see(f"{APPLICATION} asks for a key of yours for Acme")
    browser.judge("connect key")
    browser.fill("Your Acme key", "something else")
    browser.press("Give this key")
    browser.wait(lambda: browser.find("#key-error"), "what is wrong with it")
    browser.judge("connect key refused")
    check("what was typed is not shown again", "something else" not in browser.driver.page_source)
    browser.fill("Your Acme key", "acme_live_p3r8t5v2n6yd")
    browser.press("Give this key")
    browser.wait(lambda: browser.find("#key-error"), "what the provider says")
    equal("a key that the provider refuses is not stored", ask("state", token=session["token"])["state"], "waiting")
    browser.fill("Your Acme key", config["acme_key"])
    browser.press("Give this key")
    browser.alone(window)
    told = said(browser)
    equal("a good one is", [line["what"] for line in told], ["success"])
    check("and it is not told on", config["acme_key"] not in json.dumps(told))
    equal("the application's calls pass", call(told[0]["detail"]["grant_id"], path="/secure")[0], 200)


def ends(browser):
    """Pages that say one thing."""
    session = ask("session", providers="cloud")
    browser.open(session["url"])
    browser.press("No, thanks")
    browser.see_heading("Not connected")
    browser.judge("connect refused")
    browser.open(session["url"][:-1] + ("0" if session["url"][-1] != "0" else "1"))
    browser.see("This link does not work any more")
    browser.judge("connect unknown")
    session = ask("session", providers="cloud")
    ask("lock")
    browser.open(session["url"])
    browser.see("Gatehouse is locked")
    browser.judge("connect locked")
    ask("unlock")


def main():
    with Browser() as browser:
        grant = by_popup(browser)
        again(browser, grant)
        refused(browser)
        closed(browser)
        by_redirect(browser)
        with_a_key(browser)
        ends(browser)
        own = [line for line in browser.complaints() if base_url in line]
        equal("nothing was loaded or run that must not be", own, [])
        at_a_real_server(browser)


run(main)
