"""What one part of the site comes to: its files, and what the registry and the menu show of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from attrs import field, frozen

from ruleengine.documents.view_types import Bilingual

#: What versions change in numbers: sentences by version and language.
ChangeCounts: TypeAlias = Mapping[str, Mapping[str, tuple[str, ...]]]


@frozen
class RegistryRow:
    """A rule set or factor table in the registry; dates are ISO dates, None where nothing is said.

    `stage` is that of its standard, None for a factor table; `words` what is to be said beside its name; `menu` its
    pages by their names in `words.yaml`, in the order of the menu.
    """

    id: str
    version: str
    kind: str
    title: Bilingual
    number: str | None
    stage: str | None
    status: str
    words: Bilingual
    first: str | None
    last: str | None
    codes: tuple[str, ...]
    menu: tuple[str, ...]


@frozen
class Made:
    """The files of a part by their path below the site, and its row where it has one.

    A path begins with the language of its tree.
    """

    files: Mapping[str, bytes]
    row: RegistryRow | None = None
    #: Files of the library that it was made of, by their name there; whether it changes is told by them.
    read: tuple[str, ...] = field(default=())
    counts: ChangeCounts = field(factory=dict)
