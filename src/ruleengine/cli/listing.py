"""`ruleengine list`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from ruleengine.cli.common import (
    findings_exit,
    form_option,
    open_library,
    refusal_data,
    rules_option,
    version_options,
)
from ruleengine.cli.help import documented
from ruleengine.cli.output import echo_json, echo_line
from ruleengine.cli.said import say
from ruleengine.language import Texts, messages_language
from ruleengine.ruleset.choice import VersionChoice

if TYPE_CHECKING:
    from ruleengine.diagnostics import Refused
    from ruleengine.resolve.standing import Standing
    from ruleengine.ruleset.library import Library
    from ruleengine.ruleset.model import FactorTable, RuleSet

_TABLE: Texts = ("factor table", "因子表")
_NO_STANDARD: Texts = ("no published standard", "无已发布标准")
_GAPS: Texts = ("{count} gap{count:s}", "{count}项缺口")
_SINCE: Texts = ("effective {date}", "{date}实施")
_NOTHING: Texts = ("the library has no rule sets and no factor tables", "规则库中没有规则集和因子表")
_NOTHING_ON: Texts = (
    "no rule set and no factor table of the library is in force on {date}", "规则库中没有在{date}有效的规则集或因子表",
)  # fmt: skip


@frozen
class _Listed:
    """A file of the library and what is to be said of it."""

    item: RuleSet | FactorTable
    standing: tuple[Standing, ...]
    gaps: int | None = None


@documented("list", zh="列出规则库中的规则集和因子表；用--on列出在某日期现行有效者。")
@form_option
@version_options
@rules_option
@findings_exit
def command(form: str, choice: VersionChoice, rules: tuple[str, ...]) -> None:
    """List the rule sets and factor tables of the library; with --on, those in force on a date."""
    from ruleengine.diagnostics import Refused, Report
    from ruleengine.ruleset.library import Library

    holdings, unknown = open_library(rules).holdings.as_far_as_known()
    library = Library(holdings)
    found = list(_items(library, choice))
    report, faults = Report(), [*library.faults(), *unknown]
    report.take(faults)
    for _, item in found:
        report.take(item.diagnostics if isinstance(item, Refused) else ())
    if form == "json":
        data = [refusal_data(n, i.diagnostics) if isinstance(i, Refused) else _data(i) for n, i in found]
        echo_json([*data, *(refusal_data(d.place.file if d.place else None, [d]) for d in faults)])
        raise SystemExit(1 if report.errors else 0)
    _print([_row(item) for _, item in found if not isinstance(item, Refused)])
    if not found:
        on = choice.on.isoformat() if choice.on else None
        echo_line(say(_NOTHING) if on is None else say(_NOTHING_ON, date=on), err=True)
    report.stop_on_errors()


def _items(library: Library, choice: VersionChoice) -> Iterator[tuple[str, _Listed | Refused]]:
    """Every file of the library, or those in force on a date, with how it stands; or why it is refused."""
    from ruleengine.diagnostics import Refused
    from ruleengine.resolve.standing import standings

    for id_ in library.versions():
        try:
            if choice.on is not None:
                references = [library.find(id_, choice.on, drafts=choice.drafts)]
            else:
                references = [r for r in library.references() if r.id == id_]
        except Refused as refused:
            told = [d for d in refused.diagnostics if d.code != "E309" and d not in library.faults()]
            if told:
                yield id_, Refused(told)
            continue
        for reference in references:
            try:
                item = library.load(reference)
                yield str(reference), _Listed(item, standings(library, [item]), _gaps(library, item))
            except Refused as refused:
                yield str(reference), refused


def _gaps(library: Library, item: RuleSet | FactorTable) -> int | None:
    """How much of its standard a rule set says that it lacks; None where it is not known, or of a factor table."""
    from ruleengine.diagnostics import Refused, Report
    from ruleengine.resolve.overlay import resolve_unchecked
    from ruleengine.ruleset.model import RuleSet

    if not isinstance(item, RuleSet):
        return None
    try:
        return len(list(resolve_unchecked(library, item.reference, Report()).section("gaps")))
    except Refused:
        return None


def _data(listed: _Listed) -> dict[str, object]:
    from ruleengine.resolve.print_json import cited
    from ruleengine.run.record.writing import plain_data

    gaps = {} if listed.gaps is None else {"gaps": listed.gaps}
    return {**cited(listed.item), **gaps, "standing": plain_data(listed.standing)}


def _row(listed: _Listed) -> tuple[str, ...]:
    """What is told of a file: reference, `withdrawn` and the like, standard, title, since when or how far, gaps."""
    from ruleengine.diagnostics.field_words import STANDARD_STAGES
    from ruleengine.resolve.standing import standing_words
    from ruleengine.ruleset.model import FactorTable

    item = listed.item
    name, stands = str(item.reference), standing_words(listed.standing, item.reference, messages_language())
    title = _told(item.header.get("title"))
    if isinstance(item, FactorTable):
        return name, stands, say(_TABLE), title, "", ""
    standard = item.header.get("standard")
    facts = standard if isinstance(standard, Mapping) else {}
    number = str(facts.get("number", say(_NO_STANDARD)))
    stage = STANDARD_STAGES.get(str(facts.get("stage")))
    since = say(stage) if stage and facts["stage"] != "none" else ""
    if "effective" in facts:
        since = say(_SINCE, date=str(facts["effective"]))
    return name, stands, number, title, since, say(_GAPS, count=listed.gaps) if listed.gaps else ""


def _print(rows: list[tuple[str, ...]]) -> None:
    from ruleengine.characters import width
    from ruleengine.terminal import pad

    widths = [max((width(r[i]) for r in rows), default=0) for i in range(6)]
    for row in rows:
        echo_line("  ".join(pad(c, w) for c, w in zip(row, widths, strict=True)).rstrip())


def _told(pair: object) -> str:
    """A text of a rule set in the language of messages."""
    return str(pair.get(messages_language(), "")) if isinstance(pair, Mapping) else ""
