"""`ruleengine list`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from ruleengine.cli.common import findings_exit, on_option, open_library, rules_option
from ruleengine.cli.help import documented
from ruleengine.cli.said import say
from ruleengine.language import Texts, messages_language

_TABLE: Texts = ("factor table", "因子表")
_NO_STANDARD: Texts = ("no published standard", "无已发布标准")
_SINCE: Texts = ("effective {date}", "{date}实施")
#: How far a standard is that is not in force.
_STAGES: dict[str, Texts] = {
    "published": ("published", "已发布"),
    "draft": ("draft", "征求意见稿"),
    "plan": ("planned", "制定计划"),
    "group": ("association standard", "团体标准"),
    "international": ("international standard", "国际标准"),
}


@documented("list", zh="列出规则库中的规则集和因子表；用--on列出在某日期现行有效的规则集。")
@on_option
@rules_option
@findings_exit
def command(on: object, rules: Path | None) -> None:
    """List the rule sets and factor tables of the library; with --on, the rule sets in force on a date."""
    from datetime import date

    from ruleengine.characters import width
    from ruleengine.diagnostics import Refused, Report
    from ruleengine.ruleset.model import FactorTable
    from ruleengine.terminal import pad

    library = open_library(rules)
    report = Report()
    rows: list[tuple[str, ...]] = []
    for id_ in library.versions():
        try:
            references = (
                [library.find(id_, on)]
                if isinstance(on, date)
                else [r for r in library.references() if r.id == id_]
            )
        except Refused as refused:
            report.take(d for d in refused.diagnostics if d.code != "E309")
            continue
        for reference in references:
            try:
                item = library.load(reference)
            except Refused as refused:
                report.take(refused.diagnostics)
                continue
            if isinstance(item, FactorTable):
                if not isinstance(on, date):
                    rows.append((str(reference), say(_TABLE), _told(item.header.get("title")), ""))
                continue
            standard = item.header.get("standard")
            facts = standard if isinstance(standard, Mapping) else {}
            number = str(facts.get("number", say(_NO_STANDARD)))
            stage = _STAGES.get(str(facts.get("stage")))
            since = say(stage) if stage else ""
            if "effective" in facts:
                since = say(_SINCE, date=str(facts["effective"]))
            rows.append((str(reference), number, _told(item.header.get("title")), since))
    widths = [max((width(r[i]) for r in rows), default=0) for i in range(4)]
    for row in rows:
        click.echo("  ".join(pad(c, w) for c, w in zip(row, widths, strict=True)).rstrip())
    report.stop_on_errors()


def _told(pair: object) -> str:
    """A text of a rule set in the language of messages."""
    return str(pair.get(messages_language(), "")) if isinstance(pair, Mapping) else ""
