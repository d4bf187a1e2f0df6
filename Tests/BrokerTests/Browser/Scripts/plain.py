"""Without script: a key is given, and a connection is ended."""

import json

from browser import Browser
from steps import ask, base_url, call, check, config, equal, run, send


def main():
    with Browser(scripts=False) as browser:
        browser.open(f"{config['app']}/#x")
        check("no script runs", not browser.find("body").get_attribute("data-ready"))

        session = ask("session", kind="secret", providers="acme")
        browser.open(session["url"])
        browser.fill("Your Acme key", config["acme_key"])
        browser.press("Give this key")
        browser.see_heading("Key stored")
        grant = ask("state", token=session["token"])["grant"]
        equal("the key that was given works", call(grant, path="/secure")[0], 200)

        session = ask("session", providers="cloud", **{"return": f"{config['app']}/back"})
        browser.open(session["url"])
        browser.press("Continue to Cloud Drive")
        browser.press("Allow")
        browser.at(f"{config['app']}/back?status=success")

        _, _, text = send(
            "POST", "/wallet/links", json.dumps({"user": "mia"}),
            {"Authorization": f"Bearer {config['key']}", "Content-Type": "application/json"})
        browser.open(json.loads(text)["url"])
        browser.press("Show my connections")
        browser.press("Acme")
        browser.press("Change the limits")
        browser.field("Delete (DELETE)").click()
        browser.press("Save the limits")
        browser.see("Your limits are saved.")
        browser.press("End this connection")
        browser.press("End it now")
        browser.see("The connection has ended.")
        equal("the very next call is refused", call(grant, path="/secure")[0], 403)


run(main)
