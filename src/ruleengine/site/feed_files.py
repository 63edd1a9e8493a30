"""The feeds of the site, in both trees: of everything, of each rule set and factor table, of each product code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from urllib.parse import quote

from ruleengine.compare.chronicle import Chronicle
from ruleengine.compare.feed import feeds
from ruleengine.language import LANGUAGES, Language
from ruleengine.ruleset.model import Reference
from ruleengine.site.made import ChangeCounts, Made

#: Where the feeds stand in the tree of a language.
BELOW = "feeds"
#: The feed of everything.
ALL = "all.atom"


def feed_files(found: Chronicle, counts: Mapping[str, ChangeCounts]) -> Made:
    """The feeds of both trees; `counts` are by id what each of its versions changes in numbers."""

    files = {}
    for language in LANGUAGES:
        for path, content in feeds(found, language, partial(_told, counts, language)):
            files[f"{language}/{BELOW}/{path}"] = content
    return Made(files)


def _told(counts: Mapping[str, ChangeCounts], language: Language, reference: Reference) -> Sequence[str]:
    return counts.get(reference.id, {}).get(str(reference.version), {}).get(language, ())


def feed_links(found: Chronicle) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The feeds that concern each version and each id, by its name: what a feed is of, and its address in `BELOW`.

    A feed of which nothing happened is not there.
    """
    there = {path for path, _ in feeds(found, "en")}
    named: dict[str, tuple[tuple[str, str], ...]] = {}
    for reference, told in found.versions.items():
        own = [(reference.id, f"{reference.id}.atom")]
        codes = [
            (f"{system} {code}", f"codes/{system}/{quote(code, safe='')}.atom") for system, code in told.codes
        ]
        for name, paths in ((str(reference), own + codes), (reference.id, own)):
            named[name] = tuple((label, quote(path)) for label, path in dict.fromkeys(paths) if path in there)
    return named
