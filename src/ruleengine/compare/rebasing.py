"""A base that moves under a rule set: what the base changed, what the rule set says itself, what is to be decided."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from attrs import frozen

from ruleengine.compare.difference import difference
from ruleengine.compare.edits import Difference, Edit
from ruleengine.compare.entries import HEADER
from ruleengine.compare.history import item_of
from ruleengine.diagnostics import Diagnostic, Refused, Report
from ruleengine.diagnostics.facts import Speaker
from ruleengine.language import Language, Texts
from ruleengine.program.from_resolved import compile_program
from ruleengine.resolve.hashes import Reach
from ruleengine.resolve.overlay import resolve, resolve_unchecked
from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import Element, Reference

Outcome = Literal["taken", "merged", "both", "own-too", "gone-overridden", "gone-used", "removed-here"]
#: Outcomes that a person has to decide.
DECISIONS: tuple[Outcome, ...] = ("both", "own-too", "gone-overridden", "gone-used", "removed-here")
OUTCOME_WORDS: Mapping[Outcome, Texts] = {
    "taken": ("taken over from the new base", "随新基础变化"),
    "merged": ("the base and the rule set change different fields; both hold", "两者修改的字段不同，并存"),
    "both": (
        "the base changed what the rule set overrides; which one holds?",
        "基础修改了本规则集所覆盖的字段，以何者为准？",
    ),
    "own-too": (
        "the base has now what the rule set has by itself; keep it with a reason, or leave it to the base?",
        "基础现已有本规则集自有的要素，说明理由后保留，还是改由基础规定？",
    ),
    "gone-overridden": (
        "the base no longer has what the rule set overrides; make it its own, or leave it out?",
        "基础已无本规则集所覆盖的要素，改为自有，还是删除？",
    ),
    "gone-used": (
        "the base no longer has what the rule set reads; read what instead?",
        "基础已无本规则集所引用的要素，改用何者？",
    ),
    "removed-here": (
        "the base changed what the rule set takes out; does the reason still hold?",
        "基础修改了本规则集所删除的要素，删除的理由是否仍成立？",
    ),
}
_TITLE: Texts = ("{child}: base {old} → {new}", "{child}：基础由{old}改为{new}")
_DECIDE: Texts = ("Needs a decision: {count}", "须决定：{count}项")
_NOT: Texts = ("Without a decision: {count}", "无须决定：{count}项")
_ERRORS: Texts = ("With the new base the rule set would not compile:", "改用新基础后规则集无法编译：")
_COMPILES: Texts = ("With the new base the rule set compiles.", "改用新基础后规则集可以编译。")
_FIELDS: Texts = ("fields: {names}", "字段：{names}")


@frozen
class BaseEdit:
    """One edit of the base with what becomes of it; `fields` are those that both sides say, for `both`."""

    edit: Edit
    outcome: Outcome
    fields: tuple[str, ...] = ()


@frozen
class OntoBase:
    """All edits of the base; `errors` say why the rule set would not compile as it stands."""

    child: Reference
    difference: Difference
    edits: tuple[BaseEdit, ...]
    errors: tuple[Diagnostic, ...]

    @property
    def decisions(self) -> tuple[BaseEdit, ...]:
        """The edits that need a decision."""
        return tuple(e for e in self.edits if e.outcome in DECISIONS)


def onto_base(library: Library, named: str, base: str) -> OntoBase:
    """What it means that a rule set is built on another version of its base; raises `Refused`.

    E304 where the rule set is built on nothing.
    """
    child = resolve(library, library.find(named, drafts=True))
    new = item_of(library, library.find(base, drafts=True))
    if child.own.extends is None or not isinstance(new, ResolvedRuleSet):
        report = Report()
        report.tell(
            "E304.no_base", child.own.document.place(), name=str(child.reference), base=str(new.reference)
        )
        raise Refused(report.items)
    found = difference(resolve(library, child.own.extends), new)
    used = _used(child)
    edits = [
        _outcome(child, edit, used) for edit in found.edits if edit.entry.section not in (HEADER, "changes")
    ]
    return OntoBase(child.reference, found, tuple(edits), _errors(library, child, new.reference))


def _used(child: ResolvedRuleSet) -> set[str]:
    """What the rule set's own elements reach at once."""
    direct = Reach(child).direct
    own = (*child.own.elements, *child.own.singles)
    return {path for name in own for path in direct.get(name, ())}


def _outcome(child: ResolvedRuleSet, edit: Edit, used: set[str]) -> BaseEdit:
    own = _own(child, edit)
    if edit.old_path in child.own.removed:
        return BaseEdit(edit, "removed-here")
    if edit.kind == "removed":
        outcome: Outcome = "gone-overridden" if own else "gone-used" if edit.old_path in used else "taken"
        return BaseEdit(edit, outcome)
    if own is None:
        return BaseEdit(edit, "taken")
    if edit.kind == "added":
        return BaseEdit(edit, "own-too")
    said = own.fields.keys() - {"because"}
    both = tuple(dict.fromkeys(f.path[0] for f in edit.fields if f.path[0] in said))
    return BaseEdit(edit, "both", both) if both else BaseEdit(edit, "merged")


def _own(child: ResolvedRuleSet, edit: Edit) -> Element | None:
    own = {**child.own.singles, **child.own.elements}
    return next((own[p] for p in (edit.old_path, edit.new_path) if p in own), None)


def _errors(library: Library, child: ResolvedRuleSet, base: Reference) -> tuple[Diagnostic, ...]:
    """Why the rule set would not compile with the new base in place of the old one."""
    raw = library.holdings.raw(child.reference).decode("utf-8-sig")
    text = re.sub(r"^(extends:\s*)\S+", rf"\g<1>{base}", raw, count=1, flags=re.MULTILINE)
    index = library.holdings.holders(child.reference)[0]
    edited = library.replaced(f"{child.reference.id}/{child.reference.version}.yaml", text, index)
    report = Report()
    try:
        compile_program(resolve_unchecked(edited, child.reference, report), report)
    except Refused as refused:
        report.take(refused.diagnostics)
    return tuple(d for d in report.items if d.severity == "error")


def onto_lines(found: OntoBase, language: Language) -> Iterator[str]:
    """The report line by line: decisions first, then what goes by itself, then whether it compiles."""

    say = Speaker(language)

    old, new = found.difference.old.reference, found.difference.new.reference
    yield say(_TITLE, child=str(found.child), old=str(old), new=str(new))
    rest = [e for e in found.edits if e.outcome not in DECISIONS]
    for texts, edits in ((_DECIDE, found.decisions), (_NOT, rest)):
        yield ""
        yield say(texts, count=len(edits))
        for outcome in OUTCOME_WORDS:
            of_outcome = [e for e in edits if e.outcome == outcome]
            if of_outcome:
                yield f"  {say(OUTCOME_WORDS[outcome])} ({len(of_outcome)})"
            for edit in of_outcome:
                fields = f"  {say(_FIELDS, names=', '.join(edit.fields))}" if edit.fields else ""
                yield f"    {edit.edit.path}{fields}"
    yield ""
    yield say(_ERRORS if found.errors else _COMPILES)
    for error in found.errors:
        where = f" {error.place.file}:{error.place.line}" if error.place else ""
        yield f"  {error.code}{where}  {error.said(language).message}"


def onto_data(found: OntoBase) -> dict[str, object]:
    """JSON-able data."""
    return {
        "rule_set": str(found.child),
        "old_base": str(found.difference.old.reference),
        "new_base": str(found.difference.new.reference),
        "edits": [
            {
                "element": e.edit.path, "kind": e.edit.kind, "purpose": e.edit.purpose, "outcome": e.outcome,
                "decision": e.outcome in DECISIONS, "fields": list(e.fields),
            }
            for e in found.edits
        ],
        "errors": [d.data() for d in found.errors],
    }  # fmt: skip
