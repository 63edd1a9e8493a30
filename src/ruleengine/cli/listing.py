"""`ruleengine list`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from ruleengine.cli.common import findings_exit, on_option, open_library, rules_option


@click.command("list")
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
                    rows.append((str(reference), "factor table", _en(item.header.get("title")), ""))
                continue
            standard = item.header.get("standard")
            facts = standard if isinstance(standard, Mapping) else {}
            number = str(facts.get("number", "no published standard"))
            since = f"effective {facts['effective']}" if "effective" in facts else str(facts.get("stage", ""))
            rows.append((str(reference), number, _en(item.header.get("title")), since))
    widths = [max((width(r[i]) for r in rows), default=0) for i in range(4)]
    for row in rows:
        click.echo("  ".join(pad(c, w) for c, w in zip(row, widths, strict=True)).rstrip())
    report.stop_on_errors()


def _en(pair: object) -> str:
    return str(pair.get("en", "")) if isinstance(pair, Mapping) else ""
