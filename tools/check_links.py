"""Check the links of the built documentation; `make docs-links` runs it.

Links within the site are followed in the HTML: each file and each anchor must be there. Addresses
elsewhere were asked by Sphinx: one that answers "no such page" is an error, one that could not be
reached from here is told and is none.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

REFUSED = (401, 403, 405, 429, 999)
"""Answers of sites that are there and talk to no program."""


class Page(HTMLParser):
    """The anchors of a page of HTML, and where it leads."""

    def __init__(self, text: str):
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag is called and where it leads."""
        for name, value in attrs:
            if value is None:
                continue
            if name == "id" or (tag == "a" and name == "name"):
                self.anchors.add(value)
            elif name == "src" or (name == "href" and tag in ("a", "link", "area")):
                self.links.append(value)


def broken_within(site: Path) -> tuple[int, list[str]]:
    """Return how many links lead to a place of the site, and those that lead nowhere."""
    paths = [p for p in sorted(site.rglob("*.html")) if "_static" not in p.relative_to(site).parts]
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in paths}
    n_links, broken = 0, []
    for path, page in pages.items():
        for link in dict.fromkeys(page.links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            n_links += 1
            goal = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            goal = goal / "index.html" if goal.is_dir() else goal
            anchor = unquote(parts.fragment)
            if not goal.exists():
                broken.append(f"{path.relative_to(site)}: {link}: there is no such file")
            elif anchor and goal in pages and anchor not in pages[goal].anchors:
                broken.append(f"{path.relative_to(site)}: {link}: there is no such anchor")
    return n_links, broken


def told_by_sphinx(answers: Path) -> Iterator[dict[str, str | int]]:
    """Yield what Sphinx found of each address, once."""
    seen = set()
    for line in answers.read_text(encoding="utf-8").splitlines():
        found = json.loads(line)
        if found["uri"] not in seen and urlsplit(found["uri"]).netloc:
            seen.add(found["uri"])
            yield found


def state_of(found: dict[str, str | int]) -> str:
    """Return whether an address is "there", "gone", or "not reached"."""
    status, info = found["status"], str(found.get("info"))
    told = re.match(r"(\d{3}) (?:Client|Server) Error", info)  # Sphinx gives codes of redirections
    code = int(told[1]) if told else 0
    if status in ("working", "redirected") or code in REFUSED:
        return "there"
    if status in ("ignored", "unchecked"):
        return "not asked"
    if code >= 500 or (not code and "Anchor" not in info):
        return "not reached"  # no answer, or one that says nothing of the page
    return "gone"


def main(site: Path, answers: Path) -> int:
    """Say what was found; return 1 if a link is broken."""
    if not answers.exists():
        print("Sphinx left no answers: see above why it asked nobody")
        return 2
    n_links, broken = broken_within(site)
    states: dict[str, list[str]] = {}
    for found in told_by_sphinx(answers):
        where = f"{found['filename']}:{found['lineno']}: {found['uri']}"
        states.setdefault(state_of(found), []).append(where)
    for where in states.get("not reached", []):
        print(f"not reached from here: {where}")
    for line in [*broken, *(f"{where}: gone" for where in states.get("gone", []))]:
        print(f"broken: {line}")
    counts = Counter({state: len(found) for state, found in states.items()})
    print(
        f"{n_links:,} links within the site, {len(broken)} broken; addresses elsewhere: "
        f"{counts['there']} there, {counts['gone']} gone, {counts['not reached']} not reached from "
        f"here, {counts['not asked']} not asked"
    )
    return int(bool(broken or counts["gone"]))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2])))
