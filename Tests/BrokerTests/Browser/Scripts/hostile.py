"""What hostile pages, names and people try; none of it succeeds."""

import json
from urllib.parse import urlencode

from browser import Browser
from steps import ask, base_url, call, check, config, equal, has, run, send


def link():
    _, _, text = send(
        "POST", "/wallet/links", json.dumps({"user": "mia"}),
        {"Authorization": f"Bearer {config['key']}", "Content-Type": "application/json"})
    return json.loads(text)["url"]


def enter(browser):
    browser.open(link())
    browser.press("Show my connections")
    browser.see_heading("Your connections")
    return browser.url


def plain(browser, name):
    """The page is the broker's own markup, whatever the names say."""
    page = browser.run(
        "return {scripts: [...document.scripts].map((s) => s.src + s.text), images: document.images.length, "
        "handlers: [...document.querySelectorAll('*')].flatMap((e) => [...e.attributes].map((a) => a.name))"
        ".filter((a) => a.startsWith('on')), links: [...document.links].map((a) => a.protocol)}")
    equal(f"{name}: no script but the broker's", page["scripts"], [f"{base_url}/pages/page.js"])
    check(f"{name}: no image, no handler", page["images"] == 0 and page["handlers"] == [], page)
    check(f"{name}: no link but to http", set(page["links"]) <= {"http:", "https:"}, page["links"])
    equal(f"{name}: nothing was run", browser.fired(), [])


def markup(browser):
    """Names that are markup are shown as they are."""
    session = ask("session", kind="secret", providers="acme", label="<img src=x onerror=alert(1)>")
    browser.open(session["url"])
    has("names are shown as they are", browser.text, config["application"], config["acme"])
    plain(browser, "key")
    session = ask("session", providers="cloud", label="<svg onload=alert(1)>")
    browser.open(session["url"])
    plain(browser, "authorize")
    [agree] = [found for found in browser.all("button") if found.get_attribute("value") == "authorize"]
    agree.click()
    browser.press("Allow")
    browser.see_heading("Connected")
    has("so is the account", browser.text, config["account"])
    plain(browser, "end")
    grant = ask("give", label="'\"><script>alert(1)</script>")["grant"]
    ask("agent", grant=grant, name=config["agent"])
    call(grant, path="/secure?<script>alert(1)</script>", headers={"X-Gatehouse-Tool": "<script>alert(1)</script>"})
    address = enter(browser)
    has("the wallet too", browser.text, config["application"], config["acme"], config["cloud"], config["account"],
        config["agent"])
    plain(browser, "wallet")
    for place in [f"connections/{grant}", f"connections/{grant}/limits", f"connections/{grant}/end",
                  f"connections/{grant}/stop", "activity"]:
        browser.open(address + place)
        plain(browser, place)
    return address, grant


def framing(browser, address):
    """A page in a frame of another one stays empty."""
    session = ask("session", providers="cloud", origin=config["app"])
    for target in [session["url"], address, f"{base_url}/wallet/open/x"]:
        for origin in [config["app"], config["other"]]:
            browser.open(f"{origin}/frame?{urlencode({'to': target})}")
            browser.driver.switch_to.frame(browser.find("iframe"))
            shown = browser.run("return document.documentElement.outerHTML")
            browser.driver.switch_to.default_content()
            check("a frame stays empty", "Gatehouse" not in shown and config["application"] not in shown, shown[:300])
    refusals = browser.complaints()
    check("because of the policy", any("frame" in line.lower() for line in refusals), refusals)
    return session


def listening(browser):
    """What came of a session is heard by the origin that it names, and by no other."""
    session = ask("session", kind="secret", providers="acme", origin=config["app"])
    browser.open(f"{config['other']}/listen#/connect/{session['token']}")
    browser.press("Open it")
    window = browser.popup()
    browser.find("#key").send_keys(config["acme_key"])
    [give] = [found for found in browser.all("button") if found.get_attribute("value") == "key"]
    give.click()
    browser.alone(window)
    equal("the session is answered", ask("state", token=session["token"])["state"], "completed")
    # A message of its own comes after any that were sent before.
    browser.run("postMessage('the last', '*')")
    heard = browser.wait(
        lambda: "the last" in browser.find("#heard").text and json.loads(browser.find("#heard").text), "the last message")
    equal("another origin hears nothing of it", heard, ["the last"])


def forging(browser, address, grant):
    """A form of another page, even with all that it could know, changes nothing."""
    session = ask("session", providers="cloud")
    targets = [
        (session["url"], {"do": "decline", "form": "0" * 64}),
        (f"{address}connections/{grant}/stop", {"form": "0" * 64}),
        (f"{address}connections/{grant}/limits", {"form": "0" * 64, "may": "read"}),
        (f"{address}sign-out", {"form": "0" * 64}),
        (link(), {"form": "0" * 64}),
    ]
    browser.open(session["url"])
    for target, fields in targets:
        for origin in [config["app"], config["other"]]:
            browser.open(f"{origin}/forge?{urlencode({'to': target, **fields})}")
            browser.press("Win a prize")
            browser.see_heading("This was not accepted")
    equal("the session still waits", ask("state", token=session["token"])["state"], "waiting")
    equal("the grant still works", call(grant, path="/secure")[0], 200)
    browser.open(address)
    browser.see_heading("Your connections")
    # Even a form on the broker's own page wants the token of that page.
    browser.open(f"{address}connections/{grant}/stop")
    browser.run("document.querySelector('main input[name=form]').value = '0'.repeat(64)")
    browser.press("End it now")
    browser.see_heading("This was not accepted")
    equal("and still works", call(grant, path="/secure")[0], 200)


def links(browser, second, address):
    """A session and a visit belong to one browser; a link opens once."""
    session = ask("session", providers="cloud")
    browser.open(session["url"])
    second.open(session["url"])
    second.see("This link is open in another browser")
    check("which tells nothing of it", config["cloud"] not in second.text and "Photo" not in second.text, second.text)
    browser.press("No, thanks")
    browser.see_heading("Not connected")
    second.open(session["url"])
    second.see("This link is used up")
    second.open(address)
    second.see_heading("Your visit is over")
    for place in ["activity", "calls"]:
        second.open(address + place)
        second.see_heading("Your visit is over")

    once = link()
    browser.open(once)
    second.open(once)
    second.press("Show my connections")
    second.see_heading("Your connections")
    browser.press("Show my connections")
    browser.see_heading("This link does not open anything")
    browser.open(once)
    browser.see_heading("This link does not open anything")
    browser.judge("wallet refused")
    forged = link().replace(".mia.", ".tom.")
    check("the forged link is another one", ".tom." in forged)
    for bad in [forged, link()[:-1] + "g", f"{base_url}/wallet/open/", f"{base_url}/wallet/open/%2e%2e/x"]:
        browser.open(bad)
        browser.wait(
            lambda: browser.heading in ["This link does not open anything", "There is nothing here"], "a refusal")


def main():
    with Browser() as browser, Browser() as second:
        address, grant = markup(browser)
        equal("nothing was loaded or run that must not be", browser.complaints(), [])
        framing(browser, address)
        listening(browser)
        forging(browser, address, grant)
        links(browser, second, address)


run(main)
