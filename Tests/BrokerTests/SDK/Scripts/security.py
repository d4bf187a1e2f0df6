"""Requests that are signed by hand: replayed, stale, tampered."""

import hashlib
import hmac
import http.client
import json
import os
import time
import urllib.parse

from driver import ask, base_url, check, config, equal, run

address = urllib.parse.urlsplit(base_url)


def signed(key, method, path, body=b"", at=0, **actor):
    stamp = str(int(time.time()) + at)
    nonce = os.urandom(16).hex()
    digest = hashlib.sha256(body).hexdigest()
    lines = [method, path, stamp, nonce, digest, ""]
    names = {"caller": "X-Alter-Caller", "caller_type": "X-Alter-Caller-Type", "context": "X-Alter-Context"}
    labels = {"caller": "caller", "caller_type": "caller-type", "context": "actor-context"}
    headers = {"x-api-key": key, "X-Alter-Timestamp": stamp, "X-Alter-Nonce": nonce, "X-Alter-Content-SHA256": digest}
    for name, value in actor.items():
        headers[names[name]] = value
        lines.append(f"{labels[name]}:{value}")
    secret = hmac.new(key.encode(), b"alter-signing-v1", hashlib.sha256).digest()
    signature = hmac.new(secret, "\n".join(lines).encode(), hashlib.sha256).hexdigest()
    headers["X-Alter-Signature"] = signature
    if actor:
        headers["X-Alter-Signature-V2"] = signature
    if body:
        headers["Content-Type"] = "application/json"
    return headers


def send(method, path, headers, body=b""):
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    connection.request(method, path, body=body or None, headers=headers)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, json.loads(text) if text else None, answer.headers


def refused(name, status, answer):
    check(name, status == 401 and answer["error"] == "invalid_signature", (status, answer))


async def main():
    key = config["app"]
    path, body = "/sdk/grants/list", b'{"limit":1,"offset":0}'
    headers = signed(key, "POST", path, body)
    status, answer, _ = send("POST", path, headers, body)
    equal("a signed request passes", status, 200)
    refused("once", *send("POST", path, headers, body)[:2])
    refused("an old one does not", *send("POST", path, signed(key, "POST", path, body, at=-301), body)[:2])
    refused("nor one from the future", *send("POST", path, signed(key, "POST", path, body, at=302), body)[:2])
    refused("nor another body", *send("POST", path, signed(key, "POST", path, body), body.replace(b"1", b"2"))[:2])
    refused("nor another path", *send("POST", path, signed(key, "POST", "/sdk/agents", body), body)[:2])
    refused("nor another method", *send("GET", "/sdk/agents", signed(key, "POST", "/sdk/agents"))[:2])
    headers = signed(key, "POST", path, body)
    headers["X-Alter-Caller"] = "somebody"
    refused("nor who acts, unsigned", *send("POST", path, headers, body)[:2])
    headers = signed(key, "POST", path, body, caller="bot", caller_type="agent")
    headers["X-Alter-Caller"] = "other"
    refused("nor somebody else", *send("POST", path, headers, body)[:2])
    headers = signed(key, "POST", path, body, caller="bot", caller_type="agent")
    del headers["X-Alter-Signature-V2"]
    refused("nor without the second signature", *send("POST", path, headers, body)[:2])
    status, answer, answered = send("POST", path, signed(key, "POST", path, body, caller="bot", caller_type="agent"), body)
    check("who acts, signed, gets an id", status == 200 and answered["X-Alter-Actor-ID"], answered)
    status, answer, answered = send("POST", path, signed(key, "POST", path, body), body)
    check("and who does not say gets none", "X-Alter-Actor-ID" not in answered, answered)
    headers = signed(key, "POST", path, body)
    del headers["x-api-key"]
    status, answer, _ = send("POST", path, headers, body)
    equal("no key", (status, answer["error"]), (401, "invalid_key"))
    status, answer, _ = send("GET", "/sdk/nothing", signed(key, "GET", "/sdk/nothing"))
    check("an unknown path has a hint", status == 404 and answer.get("hint"), (status, answer))
    status, answer, headers = send("DELETE", "/sdk/scopes", signed(key, "DELETE", "/sdk/scopes"))
    equal("an unknown method", (status, headers["Allow"]), (405, "GET"))
    broken = b'{"limit":1,"limit":2}'
    status, answer, _ = send("POST", path, signed(key, "POST", path, broken), broken)
    equal("a body that can be read in two ways", status, 400)
    none = "/sdk/grants/00000000-0000-4000-8000-000000000000/delegations/00000000-0000-4000-8000-000000000000"
    status, answer, _ = send("DELETE", none, signed(key, "DELETE", none))
    equal("no delegation is taken back without a word", (status, answer), (204, None))
    events = await ask("audit", kind="denied")
    check("the log is not filled by strangers", len(events["events"]) == 0, events)


run(main)
