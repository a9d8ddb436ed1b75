"""A real browser without a screen, and a watch on what it fetches and complains about."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

_SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_HOW = "install the browser first: apt-get install chromium chromium-driver (as .ci/run does)"


def _program(*names: str) -> str:
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    pytest.fail(f"the tests of the report need {names[0]}, which is not installed; {_HOW}")


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    options = Options()
    options.binary_location = _program(*_BROWSERS)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for switch in (*_SWITCHES, f"--user-data-dir={profile}"):
            options.add_argument(switch)
        driver = webdriver.Chrome(options=options, service=Service(_program("chromedriver")))
        try:
            yield Browser(driver)
        finally:
            driver.quit()


class Browser:
    def __init__(self, driver: webdriver.Chrome):
        self.driver = driver
        self.requests: list[str] = []
        self.complaints: list[str] = []

    def show(self, path: Path, *, width: int = 1200, scheme: str = "light", script: bool = True):
        """Open a page; remember what it asked for and what the console said."""
        self._listen()
        self.requests.clear()
        self.complaints.clear()
        self.command("Emulation.setScriptExecutionDisabled", value=not script)
        # A window that nobody looks at tells its page of no focus.
        self.command("Emulation.setFocusEmulationEnabled", enabled=True)
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=900,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.command(
            "Emulation.setEmulatedMedia",
            media="",
            features=[{"name": "prefers-color-scheme", "value": scheme}],
        )
        self.driver.get(path.as_uri())
        self._listen()

    def _listen(self) -> None:
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                asked = message["params"]
                # What the browser's own first page asks for may be heard late.
                if not asked["documentURL"].startswith("chrome"):
                    self.requests.append(asked["request"]["url"])
        self.complaints += [entry["message"] for entry in self.driver.get_log("browser")]

    def unfold(self) -> None:
        """Open what a reader can open."""
        self.driver.execute_script(
            "document.querySelectorAll('details').forEach(d => d.open = true)"
        )

    def heard(self) -> tuple[list[str], list[str]]:
        """Return what was asked for and what was complained about until now."""
        self._listen()
        return self.requests, self.complaints

    def command(self, name: str, **parameters: Any) -> Any:
        return self.driver.execute_cdp_cmd(name, parameters)

    def ask(self, expression: str, *arguments: Any) -> Any:
        return self.driver.execute_script(f"return {expression}", *arguments)

    def press(self, key: str) -> None:
        for kind in ("rawKeyDown", "keyUp"):
            code = {
                "Tab": 9,
                "ArrowRight": 39,
                "ArrowLeft": 37,
                "End": 35,
                "Home": 36,
                "Escape": 27,
            }
            self.command(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key,
                windowsVirtualKeyCode=code[key],
            )
