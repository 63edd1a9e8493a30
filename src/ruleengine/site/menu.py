"""The menu of a tree: registry, rule sets with their versions and pages, tables, guide, reference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from ruleengine.diagnostics.facts import in_words
from ruleengine.language import Language, Texts
from ruleengine.site.made import RegistryRow
from ruleengine.site.rendering import menu_title, words
from ruleengine.site.rule_set import file_name
from ruleengine.site.trees import Guide

Menu: TypeAlias = "list[object]"

#: An entry whose title is that of its section or of an entry before it: in a menu read aloud one is like the other.
_NAMESAKE: Texts = ("{title} ({id})", "{title}（{id}）")


def menu(rows: Sequence[RegistryRow], guide: Guide, language: Language) -> Menu:
    """The menu as MkDocs reads it; titles are HTML."""
    said = words()
    ids = list(dict.fromkeys(row.id for row in rows))
    found: Menu = [{said["home"][language]: "index.md"}, {said["registry"][language]: "rules/index.md"}]
    for kind in ("rule_sets", "tables"):
        entries: Menu = []
        taken = {said[kind][language]}
        for id_ in ids:
            versions = [row for row in reversed(rows) if row.id == id_ and row.kind == kind]
            if versions:
                title = versions[0].title[language]
                title = in_words(_NAMESAKE, language, title=title, id=id_) if title in taken else title
                taken.add(title)
                entries.append({menu_title(title): _versions(id_, versions, language)})
        if entries:
            found.append({said[kind][language]: entries})
    found.append({said["guide"][language]: _guide(guide, language)})
    return [*found, {said["reference"][language]: _reference(language)}]


def _versions(id_: str, versions: Sequence[RegistryRow], language: Language) -> Menu:
    entries: Menu = []
    for row in versions:
        words_ = row.words[language]
        name = menu_title(f"{row.version}{f' {words_}' if words_ else ''}")
        if row.menu:
            folder = f"rules/{id_}/{row.version}"
            pages: Menu = [{words()[page][language]: f"{folder}/{file_name(page)}.md"} for page in row.menu]
            entries.append({name: pages})
        else:
            entries.append({name: f"rules/{id_}/{row.version}.md"})
    return [*entries, {words()["history"][language]: f"rules/{id_}/history.md"}]


def _guide(guide: Guide, language: Language) -> Menu:
    pages: Menu = ["guide/index.md"]
    if language == "en":
        pages += [{menu_title(p.title["en"]): f"guide/{p.file}"} for p in guide.pages]
    return pages


def _reference(language: Language) -> Menu:
    names = ("formula-language", "units", "diagnostics") if language == "en" else ("diagnostics",)
    return [{words()[name][language]: f"reference/{name}.md"} for name in names]
