"""What the scripts share beside the browser: they tell the test what they found, have it do what no page can do, and call
the broker as a program does.

A line of JSON on standard output is a check ({"check", "ok", "detail"}), something that the test is to do
({"do", ...}, answered by a line on standard input), or the end ({"end"}).
"""

import http.client
import json
import os
import sys
import threading
import traceback
from urllib.parse import urlsplit

config = json.loads(os.environ["GATEHOUSE_TEST"])
base_url = os.environ["ALTER_BASE_URL"]


def tell(**line):
    print(json.dumps(line), flush=True)


def check(name, ok, detail=""):
    tell(check=name, ok=bool(ok), detail=str(detail)[:1500])


def equal(name, found, wanted):
    check(name, found == wanted, f"{found!r} is not {wanted!r}")


def has(name, text, *parts):
    missing = [part for part in parts if part not in text]
    check(name, not missing, f"{missing!r} is not in {text!r}")


def ask(what, **arguments):
    """Has the test do something that a page cannot: what the developer does, or a look at what arrived."""
    tell(do=what, arguments={name: str(value) for name, value in arguments.items()})
    return json.loads(sys.stdin.readline())


def send(method, path, body=None, headers=None, to=None):
    """A request of a program: status, headers and text of the answer."""
    place = urlsplit(to or base_url)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=300)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


def call(grant, method="GET", path="/echo", body=None, key=None, headers=None):
    """A call through the broker by the application, as any tool makes it: status and text."""
    more = {"Authorization": f"Bearer {key or config['key']}", **(headers or {})}
    if body is not None:
        more["Content-Type"] = "application/json"
    status, _, text = send(method, f"/g/{grant}{path}", body, more)
    return status, text


class Later:
    """Something that goes on beside the script, such as a call that waits for an approval."""

    def __init__(self, act):
        self.value = None
        self.thread = threading.Thread(target=self._run, args=(act,), daemon=True)
        self.thread.start()

    def _run(self, act):
        try:
            self.value = act()
        except Exception as error:  # noqa: BLE001
            self.value = error

    def get(self):
        self.thread.join(120)
        return self.value


def run(main):
    try:
        main()
    except Exception:  # noqa: BLE001
        check("the script runs to its end", False, traceback.format_exc()[-1500:])
    tell(end=True)
