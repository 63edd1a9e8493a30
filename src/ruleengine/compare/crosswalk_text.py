"""A crosswalk as lines, tables, Markdown, and data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import frozen

from ruleengine.compare.as_data import difference_data
from ruleengine.compare.as_text import escaped
from ruleengine.compare.crosswalk import (
    STATES,
    Agreement,
    Crosswalk,
    CrosswalkRow,
    Match,
    OneResult,
    differing_fields,
)
from ruleengine.compare.entries import Entry
from ruleengine.diagnostics.facts import in_words
from ruleengine.figures import figure, percent, plain
from ruleengine.language import BETWEEN, Language, Texts
from ruleengine.run.labels import STAGE_LABELS
from ruleengine.run.unit_of_analysis import said, unit_of_analysis

STATE_WORDS: dict[Agreement, Texts] = {
    "identical": ("the same in both", "两者相同"),
    "modified": ("otherwise", "有差异"),
    "only-here": ("only in {here}", "仅{here}有"),
    "only-there": ("only in {there}", "仅{there}有"),
}
MATCH_WORDS: dict[Match, Texts] = {
    "id": ("same id", "标识相同"),
    "alias": ("earlier id", "曾用标识"),
    "same": ("says the same", "内容相同"),
    "mapping": ("mapping", "对照表"),
}
_TITLE: Texts = ("Crosswalk: {here} and {there}", "对照：{here}与{there}")
_HEADS: Sequence[Texts] = (
    ("{here}", "{here}"), ("clause", "条款"), ("{there}", "{there}"), ("clause", "条款"), ("met by", "对应依据"),
    ("fields that differ", "有差异的字段"),
)  # fmt: skip
_SHARE: Texts = ("footprint that rests on it", "所关联的碳足迹占比")
_RESULTS: Texts = ("Results of the same inventory, side by side", "同一清单的结果并列")
_METHODS: Texts = (
    "The two rule sets calculate differently, so that the results are not subtracted.",
    "两个规则集的核算方法不同，结果不相减。",
)
_RESULT: Texts = ("{name}: {amount} per unit ({unit})", "{name}：每单位{amount}（{unit}）")
_REFUSED: Texts = ("{name} cannot calculate it: {reason}", "{name}无法核算：{reason}")
_STAGE: Texts = (
    "{stage}: {here} and {there} per basis; what differs: {causes}",
    "{stage}：每计量基准{here}与{there}；差异来自：{causes}",
)
_NONE: Texts = ("nothing", "无")
_COUNTED: Texts = ("{state}: {count}", "{state}：{count}")


@frozen
class CrosswalkTables:
    """A title, what is said of all, and for each state its name with the cells of its rows below the same heads."""

    title: str
    lines: Sequence[str]
    heads: Sequence[str]
    groups: Sequence[tuple[str, Sequence[Sequence[str]]]]


def _names(found: Crosswalk) -> dict[str, str]:
    return {"here": str(found.difference.old.reference), "there": str(found.difference.new.reference)}


def _of_state(found: Crosswalk, state: Agreement) -> list[CrosswalkRow]:
    return [row for row in found.rows if row.state == state]


def _counted_states(found: Crosswalk) -> tuple[Agreement, ...]:
    """Those that are counted at the head: of a version beside itself, nothing stands on one side only."""
    same = found.difference.old.reference == found.difference.new.reference
    return tuple(s for s in STATES if not same or _of_state(found, s))


def _counted(found: Crosswalk, state: Agreement, language: Language) -> str:
    name = in_words(STATE_WORDS[state], language, **_names(found))
    return in_words(_COUNTED, language, state=name, count=len(_of_state(found, state)))


def _cells(row: CrosswalkRow, language: Language, shares: bool) -> list[str]:
    def side(entry: Entry | None) -> tuple[str, str]:
        return (entry.path, entry.clause or "") if entry is not None else ("", "")

    fields = "" if row.edit is None else ", ".join(differing_fields(row.edit))
    met = "" if row.matched is None else in_words(MATCH_WORDS[row.matched], language)
    share = [percent(row.share) if row.share else ""] if shares else []
    return [*side(row.here), *side(row.there), met, fields, *share]


def crosswalk_lines(found: Crosswalk, language: Language) -> Iterator[str]:
    """Line by line for a terminal; what is the same in both is counted and not listed."""
    names = _names(found)
    yield in_words(_TITLE, language, **names)
    for state in _counted_states(found):
        yield f"  {_counted(found, state, language)}"
    yield from _results(found, language)
    for state in STATES[1:]:
        rows = _of_state(found, state)
        if rows:
            yield ""
            yield in_words(STATE_WORDS[state], language, **names)
        for row in rows:
            here, clause, there, other, met, fields, *share = _cells(row, language, found.sides is not None)
            paths = [f"{p} ({c})" if c else p for p, c in ((here, clause), (there, other)) if p]
            path = paths[0] if here == there and clause == other else " | ".join(paths)
            more = [part for part in (met if met and here != there else "", fields, *share) if part]
            yield f"  {path}" + (f"  [{' · '.join(more)}]" if more else "")


def _results(found: Crosswalk, language: Language) -> Iterator[str]:
    if found.sides is None:
        return
    names = list(_names(found).values())
    yield ""
    yield in_words(_RESULTS, language)
    for name, side in zip(names, found.sides, strict=True):
        yield f"  {_of_side(name, side, language)}"
    here, there = (side.result for side in found.sides)
    if here is None or there is None:
        return
    yield f"  {in_words(_METHODS, language)}"
    for stage in dict.fromkeys((*here.stages, *there.stages)):
        amounts = [figure(r.stages[stage], "kgCO2e") if stage in r.stages else "—" for r in (here, there)]
        causes = [(r.here or r.there) for r in found.causes(stage)]
        named = in_words(BETWEEN, language).join(e.path for e in causes[:6] if e) or in_words(_NONE, language)
        label = STAGE_LABELS[stage][language]
        yield f"  {in_words(_STAGE, language, stage=label, here=amounts[0], there=amounts[1], causes=named)}"


def _of_side(name: str, side: OneResult, language: Language) -> str:
    if side.result is None:
        errors = [d for d in side.refused if d.severity == "error"]
        reason = errors[0].said(language).message if errors else ""
        more = f" (+{len(errors) - 1})" if len(errors) > 1 else ""
        return in_words(_REFUSED, language, name=name, reason=f"{reason}{more}")
    unit = said(unit_of_analysis(side.result.program), language)
    return in_words(_RESULT, language, name=name, amount=figure(side.result.per_unit, "kgCO2e"), unit=unit)


def crosswalk_markdown(found: Crosswalk, language: Language) -> str:
    """A Markdown text with a table for each state."""
    shown = crosswalk_tables(found, language)
    lines = [f"# {escaped(shown.title)}", "", *(f"- {escaped(line)}" for line in shown.lines)]
    for name, rows in shown.groups:
        lines += ["", f"## {escaped(name)}", ""]
        lines += [f"| {' | '.join(map(escaped, shown.heads))} |", "|" + "---|" * len(shown.heads)]
        lines += [f"| {' | '.join(map(escaped, cells))} |" for cells in rows]
    return "\n".join(lines) + "\n"


def _heads(found: Crosswalk, language: Language) -> list[str]:
    share = [in_words(_SHARE, language)] if found.sides is not None else []
    return [*(in_words(texts, language, **_names(found)) for texts in _HEADS), *share]


def crosswalk_tables(found: Crosswalk, language: Language) -> CrosswalkTables:
    """What pages and Markdown show of a crosswalk."""
    names, shares = _names(found), found.sides is not None
    groups = [
        (
            f"{in_words(STATE_WORDS[state], language, **names)} ({len(rows)})",
            [_cells(r, language, shares) for r in rows],
        )
        for state in STATES
        if (rows := _of_state(found, state))
    ]
    return CrosswalkTables(
        in_words(_TITLE, language, **names),
        [
            *(_counted(found, s, language) for s in _counted_states(found)),
            *(line.strip() for line in _results(found, language) if line),
        ],
        _heads(found, language),
        groups,
    )


def crosswalk_data(found: Crosswalk) -> dict[str, object]:
    """JSON-able data: every element, what it met by, the fields that differ as edits."""
    rows = [
        {
            "state": row.state,
            "here": None if row.here is None else row.here.path,
            "here_clause": None if row.here is None else row.here.clause,
            "there": None if row.there is None else row.there.path,
            "there_clause": None if row.there is None else row.there.clause,
            "matched": row.matched,
            "share": None if row.share is None else plain(round(row.share, 12)),
        }
        for row in found.rows
    ]
    sides = None if found.sides is None else [_side_data(side) for side in found.sides]
    return {
        "format": 1,
        **_names(found),
        "elements": rows,
        "results": sides,
        "difference": difference_data(found.difference),
    }


def _side_data(side: OneResult) -> dict[str, object]:
    if side.result is None:
        return {"refused": [d.data() for d in side.refused]}
    amounts: dict[str, Decimal] = dict(side.result.stages)
    return {"per_unit": plain(side.result.per_unit), "stages": {k: plain(v) for k, v in amounts.items()}}
