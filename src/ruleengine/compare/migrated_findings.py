"""Findings of an assessment under another version: carried over, to be judged again, or on nothing that is required."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from ruleengine.compare.difference import difference
from ruleengine.compare.edits import Difference, Edit, FieldEdit
from ruleengine.compare.moves import Move, with_steps
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program
from ruleengine.resolve.aliases import present_path
from ruleengine.resolve.hashes import Reach, element_hashes
from ruleengine.source.document import Document

FindingState = Literal["carried", "again", "stale", "unjudged", "gone"]


@frozen
class MigratedFinding:
    """A finding by the id of its requirement in both versions.

    `carried`: what was judged is what the new version says. `again`: it is something else, by the `edits` of the
    requirement and of what it rests on. `stale`: it was not the old version's either. `unjudged`: the finding does not
    say what was judged. `gone`: the new version has no such requirement.
    """

    old_id: str
    new_id: str | None
    finding: str
    state: FindingState
    edits: tuple[Edit, ...] = ()


@frozen
class MigratedAssessment:
    """The data of an assessment under the new version, the steps that make them, and what became of its findings."""

    difference: Difference
    data: Mapping[str, object]
    steps: tuple[Move, ...]
    findings: tuple[MigratedFinding, ...]


def migrated_assessment(document: Document, old: Program, new: Program) -> MigratedAssessment:
    """An assessment of the version `old`, of the right shape, moved to the version `new`.

    The hash of what was judged stays where it is to be judged again, so that nobody can declare with it.
    """
    found = difference(old.resolved, new.resolved)
    data = as_map(document.data)
    steps = [Move("value", ("ruleset",), str(new.resolved.reference), "ruleset")]
    findings = []
    judge = _Judge(found, old, new)
    for name, given in as_map(data.get("findings")).items():
        finding = judge.of(name, as_map(given))
        findings.append(finding)
        path = ("findings", name)
        if finding.new_id is None:
            steps.append(Move("out", path, None, "dropped"))
            continue
        if finding.new_id != name:
            steps.append(Move("key", path, finding.new_id, "renamed"))
        now = judge.new_hashes.get(f"requirements.{finding.new_id}")
        if finding.state == "carried" and as_map(given).get("judged") != now:
            steps.append(Move("value", (*path, "judged"), now, "renamed"))
    if data.get("ruleset") == str(new.resolved.reference):
        steps = steps[1:]
    return MigratedAssessment(
        found, as_map(with_steps(document.data, tuple(steps))), tuple(steps), tuple(findings)
    )


def _is_name(edit: FieldEdit) -> bool:
    """Whether a field differs only by what something is called."""
    return edit.follows or edit.path == ("aliases",)


class _Judge:
    """What became of the requirements of one version in another."""

    def __init__(self, found: Difference, old: Program, new: Program):
        self._found, self._old, self._new = found, old.resolved, new.resolved
        self._old_hashes, self.new_hashes = element_hashes(old.resolved), element_hashes(new.resolved)
        self._reach = Reach(old.resolved), Reach(new.resolved)

    def of(self, name: str, given: Mapping[str, object]) -> MigratedFinding:
        """What became of a finding."""
        before = f"requirements.{name}"
        before = before if before in self._old.elements else present_path(self._old, before) or before
        after = self._found.renames.get(before, before)
        said = str(given.get("finding") or "")
        if after not in self._new.elements:
            after = present_path(self._new, after) or after
        if not after.startswith("requirements.") or after not in self._new.elements:
            return MigratedFinding(name, None, said, "gone", self._edits(before, None))
        new_id = after.partition(".")[2]
        judged, was, now = given.get("judged"), self._old_hashes.get(before), self.new_hashes[after]
        if judged == now:
            return MigratedFinding(name, new_id, said, "carried")
        edits = self._edits(before, after)
        if judged is None:
            return MigratedFinding(name, new_id, said, "unjudged", edits)
        if judged != was:
            return MigratedFinding(name, new_id, said, "stale", edits)
        only_names = all(e.kind == "renamed" and all(_is_name(f) for f in e.fields) for e in edits)
        return MigratedFinding(name, new_id, said, "carried" if edits and only_names else "again", edits)

    def _edits(self, before: str, after: str | None) -> tuple[Edit, ...]:
        """The edits of a requirement and of all that it rests on, in either version."""
        paths: set[str] = set()
        for reach, path in zip(self._reach, (before, after), strict=True):
            if path is not None and path in reach.elements:
                paths |= reach.closure(path)
        counted = [e for e in self._found.edits if {e.old_path, e.new_path} & paths]
        own = {before, after}
        return tuple(sorted(counted, key=lambda e: not own & {e.old_path, e.new_path}))
