"""What a migration did and what is left to do, as lines for a person and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from ruleengine.compare.asking import Ground, Grounds
from ruleengine.compare.edits import Difference
from ruleengine.compare.migrated_findings import FindingState, MigratedAssessment, MigratedFinding
from ruleengine.compare.migration import Migration
from ruleengine.compare.migration_text import REASONS, in_one_line
from ruleengine.compare.moves import Asked
from ruleengine.diagnostics.facts import in_words, spoken
from ruleengine.language import Language, Texts
from ruleengine.resolve.print_yaml import flow_text
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import Reference
from ruleengine.ruleset.status import period

#: Where what the new version does not take is kept: in comments, on a sheet, or in the old files alone.
Kept = Literal["comments", "files", "sheet"]
_TITLE: Texts = ("{file:code}: {old:code} → {new:code}", "{file:code}：{old:code} → {new:code}")
_REWRITTEN: Texts = ("rewritten ({count})", "已改写（{count}）")
_TO_FILL: Texts = ("to be filled in ({count})", "待填写（{count}）")
_ASSUMED: Texts = ("filled in as assumed ({count})", "按假定填写（{count}）")
_MAY: Texts = ("may be given besides ({count})", "可补充（{count}）")
_GONE: Texts = ("no longer taken, kept as comments ({count})", "不再采用，已作为注释保留（{count}）")
_LEFT: Texts = (
    "no longer taken, left in the files as they were ({count})",
    "不再采用，仍保留在原文件中（{count}）",
)
_ON_A_SHEET: Texts = (
    "no longer taken, kept on a sheet of its own ({count})",
    "不再采用，已列于单独的工作表（{count}）",
)  # fmt: skip
_KEPT: Mapping[str, Texts] = {"comments": _GONE, "files": _LEFT, "sheet": _ON_A_SHEET}
_OTHER: Texts = ("same name, other definition ({count})", "名称相同而定义不同（{count}）")
_PRODUCTS: Texts = ("{count} product{count:s}", "{count}个产品")
_ROWS: Texts = ("{count} row{count:s}", "{count}行")
_GIVEN: Texts = ("given: {value:code}", "现填：{value:code}")
_REASON: Mapping[str, Texts] = {
    "because": ("because: {text}", "理由：{text}"),
    "change": ("changed: {text}", "变更：{text}"),
    "requirement": (
        "required by {name:code}, clause {clause}: {text}",
        "{name:code}（条款{clause}）要求：{text}",
    ),
}
STATES: Mapping[FindingState, Texts] = {
    "carried": ("carried over", "沿用"),
    "again": ("to be judged again", "须重新判定"),
    "stale": (
        "to be judged again: it was not judged on the old version either",
        "须重新判定：原判定所依据的也不是旧版本",
    ),
    "unjudged": (
        "to be judged again: the finding does not say what was judged",
        "须重新判定：结论未写明判定对象",
    ),
    "gone": ("no longer required", "不再要求"),
}
_CHANGED: Texts = ("changed: {names:codes}", "已变更：{names:codes}")


def validity(library: Library, references: Sequence[Reference], language: Language) -> list[str]:
    """From when to when versions apply and until when the older may be used, by the status files. Raises `Refused`."""
    return [spoken(period(str(r), library.status(r)), language) for r in references]


def migration_lines(
    migration: Migration, file: str, language: Language, *, kept: Kept = "comments"
) -> Iterator[str]:
    """The report on an inventory or on a portfolio, line by line; `kept` says where what is not taken stands."""
    found = migration.difference
    reasons = Grounds(found, migration.new)
    yield in_words(_TITLE, language, file=file, old=str(found.old.reference), new=str(found.new.reference))
    rewritten = [
        f"  {_spoken(s.path)}: {in_words(REASONS[s.reason], language)} → {flow_text(s.put)}"
        for s in migration.rewritten
    ]
    yield from _group(_REWRITTEN, rewritten, language)
    groups = (
        (_TO_FILL, [a for a in migration.asked if a.required and not a.assumed]),
        (_ASSUMED, [a for a in migration.asked if a.assumed]),
        (_MAY, [a for a in migration.asked if not a.required and not a.assumed]),
    )
    for texts, asked in groups:
        lines = [line for a in asked for line in _asked(a, reasons, language, texts is not _MAY)]
        yield from _group(texts, lines, language, len(asked))
    dropped = [
        line
        for d in migration.dropped
        for line in (
            f"  {d.name}  {d.label.get(language, '')}",
            *_why(reasons.of(f"inputs.{d.name.partition('.')[0]}", d.label), language),
        )
    ]
    yield from _group(_KEPT[kept], dropped, language, len(migration.dropped))
    other = [f"  {r.name}: {', '.join(dict.fromkeys(f.name for f in r.fields))}" for r in migration.redefined]
    yield from _group(_OTHER, other, language)


def _asked(asked: Asked, reasons: Grounds, language: Language, whole: bool) -> Iterator[str]:
    counts = ((_ROWS, asked.rows), (_PRODUCTS, asked.products))
    told = [in_words(texts, language, count=count) for texts, count in counts if count]
    yield "  " + "  ".join([asked.name, in_one_line(asked), *told])
    if asked.fault is not None:
        yield f"    {in_words(_GIVEN, language, value=str(asked.given))}"
    if whole:
        path = f"inputs.{asked.name.partition('.')[0]}"
        yield from _why(reasons.of(path, asked.field.label), language)


def _why(reasons: Sequence[Ground], language: Language) -> Iterator[str]:
    for reason in reasons:
        facts = {"name": reason.name, "clause": reason.clause or "—", "text": reason.text.get(language, "")}
        yield f"    {in_words(_REASON[reason.kind], language, **facts)}"


def _group(texts: Texts, lines: Sequence[str], language: Language, count: int | None = None) -> Iterator[str]:
    if lines:
        yield ""
        yield in_words(texts, language, count=len(lines) if count is None else count)
        yield from lines


def findings_lines(moved: MigratedAssessment, file: str, language: Language) -> Iterator[str]:
    """The report on an assessment, line by line."""
    found = moved.difference
    yield in_words(_TITLE, language, file=file, old=str(found.old.reference), new=str(found.new.reference))
    for finding in moved.findings:
        name = (
            finding.old_id
            if finding.new_id in (None, finding.old_id)
            else f"{finding.old_id} → {finding.new_id}"
        )
        yield f"  {name}: {finding.finding}, {in_words(STATES[finding.state], language)}"
        if finding.edits and finding.state != "carried":
            yield f"    {in_words(_CHANGED, language, names=tuple(e.path for e in finding.edits))}"


def _spoken(path: Sequence[str | int]) -> str:
    return ".".join(str(step + 1 if isinstance(step, int) else step) for step in path)


def migration_data(migration: Migration) -> dict[str, object]:
    """The report on an inventory as JSON-able data."""
    reasons = Grounds(migration.difference, migration.new)
    return {
        **_sides(migration.difference),
        "complete": migration.is_complete,
        "rewritten": [
            {"path": list(s.path), "why": s.reason, "put": flow_text(s.put)} for s in migration.rewritten
        ],
        "asked": [
            {
                "name": a.name, "label": dict(a.field.label), "clause": a.field.clause, "required": a.required,
                "rows": a.rows, "products": a.products or None, "assumed": a.assumed, "new": a.is_new,
                "refused": None if a.fault is None else flow_text(a.given),
                "reasons": _reasons(reasons.of(f"inputs.{a.name.partition('.')[0]}", a.field.label)),
            }
            for a in migration.asked
        ],
        "dropped": [{"name": d.name, "label": dict(d.label), "value": flow_text(d.value)} for d in migration.dropped],
        "redefined": [{"name": r.name, "fields": [f.name for f in r.fields]} for r in migration.redefined],
    }  # fmt: skip


def findings_data(moved: MigratedAssessment) -> dict[str, object]:
    """The report on an assessment as JSON-able data."""
    return {**_sides(moved.difference), "findings": [_finding(f) for f in moved.findings]}


def _finding(finding: MigratedFinding) -> dict[str, object]:
    return {
        "requirement": finding.old_id, "now": finding.new_id, "finding": finding.finding, "state": finding.state,
        "edits": [{"element": e.path, "kind": e.kind, "fields": [f.name for f in e.fields]} for e in finding.edits],
    }  # fmt: skip


def _sides(found: Difference) -> dict[str, object]:
    return {"from": str(found.old.reference), "to": str(found.new.reference)}


def _reasons(reasons: Sequence[Ground]) -> list[dict[str, object]]:
    return [{"kind": r.kind, "name": r.name, "clause": r.clause, "text": dict(r.text)} for r in reasons]
