"""Links of a built site: every one leads to a file that is there, and to a place in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

_LINKED = {"a": "href", "link": "href", "script": "src", "img": "src"}


def broken_links(site: Path) -> list[str]:
    """`page: link` for every link within the site that leads nowhere, and every one that fetches from elsewhere."""
    pages = {path: html.fromstring(path.read_bytes()) for path in sorted(site.rglob("*.html"))}
    places = {
        path: {e.get("id") or e.get("name") for e in page.iter() if _is_place(e)}
        for path, page in pages.items()
    }
    return [
        f"{path.relative_to(site)}: {link}"
        for path, page in pages.items()
        for element, link in _links(page)
        if not _leads(site, path, element, link, places)
    ]


def _is_place(element: html.HtmlElement) -> bool:
    return isinstance(element.tag, str) and bool(element.get("id") or element.get("name"))


def _links(page: html.HtmlElement) -> Iterator[tuple[str, str]]:
    for element in page.iter(*_LINKED):
        link = element.get(_LINKED[element.tag])
        if link:
            yield element.tag, link


def _leads(site: Path, page: Path, element: str, link: str, places: dict[Path, set[str | None]]) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return element == "a" and parts.scheme in ("https", "http", "data")
    target = page if not parts.path else (page.parent / unquote(parts.path)).resolve()
    if target.is_dir():
        target /= "index.html"
    if not target.is_file() or not target.is_relative_to(site):
        return False
    return not parts.fragment or target not in places or unquote(parts.fragment) in places[target]
