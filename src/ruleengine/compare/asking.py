"""Why a version asks for something, or takes it no longer: what it says of it, and the requirements that rest on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal

from attrs import frozen

from ruleengine.compare.edits import Difference
from ruleengine.compare.entries import Entry
from ruleengine.program.program import Program
from ruleengine.program.texts import with_parameters
from ruleengine.resolve.hashes import Reach

#: So many requirements are named for one input, those that rest on least.
_MOST = 2


@frozen
class Ground:
    """The `because` of an overlay, an entry of `changes`, or a requirement that is new or another one."""

    kind: Literal["because", "change", "requirement"]
    name: str
    clause: str | None
    text: Mapping[str, str]


class Grounds:
    """The reasons for the edits of a difference of rule sets, looked for when they are asked for."""

    def __init__(self, found: Difference, new: Program):
        self._found, self._new = found, new

    def of(self, path: str, label: Mapping[str, str]) -> tuple[Ground, ...]:
        """The reasons for what concerns an input (`inputs.mass`), whose label is known."""
        return (*self._because(path), *self._changes(path, label), *self._requirements(path))

    def _because(self, path: str) -> Iterator[Ground]:
        edit = self._found.edit(path)
        for because in edit.reasons if edit is not None else ():
            yield Ground("because", path, edit.entry.clause if edit else None, _pair(because))

    def _changes(self, path: str, label: Mapping[str, str]) -> Iterator[Ground]:
        """Changes that the new version tells and that name the input, by its id or its label."""
        name = path.rpartition(".")[2]
        for entry in self._told:
            words = [w for key in ("what", "why") for w in _pair(entry.fields.get(key)).values()]
            known = [name, *(t for t in label.values() if len(t) > 1)]
            if any(k in w for k in known for w in words):
                yield Ground("change", entry.id, entry.clause, _pair(entry.fields.get("what")))

    @cached_property
    def _told(self) -> list[Entry]:
        since = str(self._found.old.reference.version)
        entries = self._found.new.entries.values()
        return [e for e in entries if e.section == "changes" and str(e.fields.get("since")) == since]

    def _requirements(self, path: str) -> Iterator[Ground]:
        for entry in [e for e, reached in self._edited if path in reached][:_MOST]:
            said = {k: with_parameters(self._new, t) for k, t in _pair(entry.fields.get("text")).items()}
            yield Ground("requirement", entry.path, entry.clause, said)

    @cached_property
    def _edited(self) -> list[tuple[Entry, frozenset[str]]]:
        """Requirements and preconditions that are new or say something else; those that rest on least first."""
        new = self._found.new
        if new.resolved is None:
            return []
        reach = Reach(new.resolved)
        edits = (e for e in self._found.edits if e.entry.section in ("requirements", "must"))
        paths = [e.new_path for e in edits if e.new_path is not None and e.kind in ("added", "modified")]
        found = [(new.entries[p], frozenset(reach.closure(p))) for p in paths]
        return sorted(found, key=lambda f: len(f[1]))


def _pair(texts: object) -> dict[str, str]:
    return {k: str(v) for k, v in texts.items() if k in ("zh", "en")} if isinstance(texts, Mapping) else {}
