"""A real browser: Debian's Chromium without a window, driven through Selenium.

Its profile is in a folder of its own that goes with it. It reaches nothing but this machine: every other name is unknown to
it. Pages are looked at as people do: by the words of their buttons, fields and headings.
"""

import base64
import os
import re
import shutil
import tempfile
import time
from pathlib import Path

import axe_playwright_python
from selenium import webdriver
from selenium.common.exceptions import (
    NoSuchElementException, NoSuchWindowException, StaleElementReferenceException, WebDriverException)
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from steps import check, config

# Generous: the machine may be busy with other tests. Nothing waits for longer than it has to.
LIMIT = 90
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()

ARGUMENTS = [
    "--headless=new", "--window-size=1280,900", "--no-first-run", "--no-default-browser-check", "--no-proxy-server",
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-extensions",
    "--disable-sync", "--disable-domain-reliability", "--disable-breakpad", "--disable-dev-shm-usage", "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]

# What the driver says of an element, or a script, of a page that gave way to another one in that moment.
PASSING = ["inspector error", "navigation", "context", "detached", "target window already closed"]

# Runs before every page's own scripts: remembers what a page with foreign scripts in it would do.
WATCH = """
window.__fired = [];
for (const name of ["alert", "confirm", "prompt"]) window[name] = (text) => { window.__fired.push(name + " " + text) };
"""


class Browser:
    def __init__(self, scripts=True):
        self.home = tempfile.mkdtemp(prefix="gatehouse-browser-")
        self.has_scripts = scripts
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium") or "/usr/bin/chromium"
        # The root user cannot have Chromium's sandbox; another one has it.
        for argument in ARGUMENTS + (["--no-sandbox"] if os.geteuid() == 0 else []):
            options.add_argument(argument)
        options.add_argument(f"--user-data-dir={self.home}/profile")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        if not scripts:
            options.add_experimental_option("prefs", {"profile.default_content_setting_values.javascript": 2})
        environment = {**os.environ, "HOME": self.home, "TMPDIR": self.home, "XDG_RUNTIME_DIR": self.home}
        # More than once, since another program can take the driver's port before the driver has it.
        for attempt in range(3):
            try:
                service = Service(shutil.which("chromedriver") or "/usr/bin/chromedriver", env=environment)
                self.driver = webdriver.Chrome(options=options, service=service)
                break
            except WebDriverException:
                if attempt == 2:
                    shutil.rmtree(self.home, ignore_errors=True)
                    raise
        self.driver.set_page_load_timeout(LIMIT)
        self.driver.set_script_timeout(LIMIT)
        if scripts:
            self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.driver.quit()
        finally:
            shutil.rmtree(self.home, ignore_errors=True)

    # Looking

    @property
    def text(self):
        return self.driver.find_element(By.TAG_NAME, "body").text

    @property
    def url(self):
        return self.driver.current_url

    @property
    def heading(self):
        return self.driver.find_element(By.TAG_NAME, "h1").text

    def wait(self, condition, what):
        """Waits until the condition holds, and returns what it found."""
        end = time.monotonic() + LIMIT
        while True:
            try:
                if found := condition():
                    return found
            except (NoSuchElementException, StaleElementReferenceException, NoSuchWindowException):
                pass
            except WebDriverException as error:
                if not any(word in str(error.msg) for word in PASSING):
                    raise
            if time.monotonic() > end:
                raise AssertionError(f"waited in vain for {what} at {self.url}:\n{self.text[:800]}")
            time.sleep(0.05)

    def see(self, text):
        """Waits until the page shows the text."""
        return self.wait(lambda: text in self.text, repr(text))

    def see_heading(self, text):
        return self.wait(lambda: self.heading == text, f"the heading {text!r}")

    def at(self, beginning):
        """Waits until the browser is at an address that begins so, and returns it."""
        return self.wait(lambda: self.url.startswith(beginning) and self.url, beginning)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def field(self, label):
        """The field of the label with this text."""
        for found in self.all("label"):
            if found.text.strip() == label:
                name = found.get_attribute("for")
                return self.driver.find_element(By.ID, name) if name else found.find_element(By.CSS_SELECTOR, "input,select")
        raise NoSuchElementException(f"no field {label!r} in:\n{self.text[:800]}")

    def _pressable(self, text):
        for found in self.all("button, a, summary, input[type=submit]"):
            if found.text.strip() == text:
                return found
        raise NoSuchElementException(f"nothing to press {text!r} in:\n{self.text[:800]}")

    # Doing

    def open(self, url):
        self.driver.get(url)

    def press(self, text):
        """Presses the button or link with this text, as soon as it is there."""
        self.wait(lambda: self._pressable(text).click() or True, f"something to press: {text!r}")

    def fill(self, label, text):
        self.type(lambda: self.field(label), text, f"the field {label!r}")

    def type(self, find, text, what):
        def typed():
            field = find()
            field.clear()
            field.send_keys(text)
            return True

        self.wait(typed, what)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    # Windows

    def popup(self):
        """Goes to the window that the page opened, and returns the one it was in."""
        opener = self.driver.current_window_handle
        others = self.wait(
            lambda: [window for window in self.driver.window_handles if window != opener], "a popup")
        self.driver.switch_to.window(others[-1])
        return opener

    def back_to(self, window):
        self.driver.switch_to.window(window)

    def alone(self, window):
        """Waits until this window is the only one, and goes to it."""
        self.driver.switch_to.window(window)
        self.wait(lambda: self.driver.window_handles == [window], "the popup to close")

    # Judging

    def settle(self, dark=False, width=1280, height=900):
        """Shows the page in this light and of this size."""
        # Without motion, so that no colour is looked at on its way to another.
        features = {"prefers-color-scheme": "dark" if dark else "light", "prefers-reduced-motion": "reduce"}
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": name, "value": value} for name, value in features.items()]})
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})

    def judge(self, name):
        """Checks the page by axe-core's rules and that nothing is cut off, on a phone in the light and on a desktop in the
        dark; keeps pictures of it, these and the other two, when a folder for them is named."""
        for width, height in [(390, 844), (1280, 900)]:
            for dark in [False, True]:
                is_judged = dark == (width > 600)
                if not is_judged and not config.get("screenshots"):
                    continue
                place = f"{name}, {'dark' if dark else 'light'}, {width} wide"
                # Anew from the beginning where the page has loaded itself again meanwhile.
                found, wide = self.wait(lambda: self._looked_at(name, dark, width, height, is_judged), place)
                check(f"{place}: axe-core finds nothing", not found, "\n".join(found))
                check(f"{place}: nothing reaches beyond the side", wide <= 0, f"{wide} px")
        self.settle()

    def _looked_at(self, name, dark, width, height, is_judged):
        self.settle(dark, width, height)
        self.picture(f"{name}-{width}-{'dark' if dark else 'light'}")
        if not is_judged:
            return [], 0
        found = self.run(
            AXE + """
            return axe.run({runOnly: {type: "tag", values: arguments[0]}, resultTypes: ["violations"]}).then(
              (results) => results.violations.map((rule) => rule.id + ": " + rule.nodes.map(
                (node) => node.html.slice(0, 160) + " " + node.failureSummary).join(" | ")));
            """, RULES)
        return found, self.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def picture(self, name):
        folder = config.get("screenshots")
        if not folder:
            return
        size = self.run("return [innerWidth, Math.max(innerHeight, document.documentElement.scrollHeight)]")
        clip = {"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1}
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
        os.makedirs(folder, exist_ok=True)
        Path(folder, re.sub(r"[^a-z0-9]+", "-", name.lower()) + ".png").write_bytes(base64.b64decode(shot["data"]))

    def fired(self):
        """What the page called of `alert` and the like."""
        return self.run("return window.__fired || []")

    def complaints(self):
        """What the browser wrote to its console since the last look, violations of the policy among it, without pages that
        were answered with an error."""
        messages = [line["message"] for line in self.driver.get_log("browser")]
        return [message for message in messages if "responded with a status of" not in message]
