"""What the scripts share: they drive the real package against a real broker, and tell the test what they found.

A line of JSON on standard output is a check ({"check", "ok", "detail"}), something that the test is to do
({"do", ...}, answered by a line on standard input), or the end ({"end"}).
"""

import asyncio
import base64
import json
import os
import sys
import traceback
import warnings

config = json.loads(os.environ["GATEHOUSE_TEST"])
base_url = os.environ["ALTER_BASE_URL"]
upstream = config["upstream"]
warnings.simplefilter("ignore")


def tell(**line):
    print(json.dumps(line), flush=True)


def check(name, ok, detail=""):
    tell(check=name, ok=bool(ok), detail=str(detail)[:600])


def equal(name, found, wanted):
    check(name, found == wanted, f"{found!r} is not {wanted!r}")


def body(result):
    """What the provider answered, of a call that the broker made."""
    return base64.b64decode(result.body_b64)


async def ask(what, **arguments):
    """Has the test do something that a program cannot: what a person does, or the clock."""
    tell(do=what, arguments={name: str(value) for name, value in arguments.items()})
    line = await asyncio.to_thread(sys.stdin.readline)
    return json.loads(line)


async def raises(name, kind, act, **attributes):
    """Checks that the act raises exactly that class of the package, with those attributes."""
    try:
        value = await act
    except Exception as error:  # noqa: BLE001
        found = type(error).__name__
        wrong = {key: getattr(error, key, None) for key, value in attributes.items() if getattr(error, key, None) != value}
        details = getattr(error, "details", None)
        check(name, found == kind and not wrong, f"{found}: {error} {details} {wrong}")
        return error
    check(name, False, f"nothing was raised, but {value!r} returned")
    return None


def run(main):
    async def whole():
        try:
            await main()
        except Exception:  # noqa: BLE001
            check("the script runs to its end", False, traceback.format_exc()[-600:])
        tell(end=True)

    asyncio.run(whole())
