"""`ruleengine changes --portfolio FILE --from DATE --to DATE`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from ruleengine.cli.common import findings_exit, one_day, open_library, rules_option, tell
from ruleengine.cli.help import documented, option
from ruleengine.cli.report_output import as_json_text, form_of_report, report_options, write_report
from ruleengine.cli.target import Target
from ruleengine.cli.wrong_use import WrongUse
from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.inventory.spreadsheet import is_of_another_form, is_spreadsheet, spreadsheet_document
from ruleengine.language import Language, Texts, messages_language
from ruleengine.portfolio.reading.inventories import is_tables, named_in
from ruleengine.source.folders import content_of
from ruleengine.source.kind import PORTFOLIOS, read_any
from ruleengine.source.paths import is_folder

_DATE = ("DATE", "日期")
_TURNED: Texts = ("{first} lies behind {last}", "{first}晚于{last}")


@documented(
    "changes",
    zh="自某日至某日，规则的变化对我的产品意味着什么：规则、数据要求、数值、期限。\n\n"
    "产品组合可为清单文件、清单所在的文件夹、CSV、JSON行或Parquet；以其注明的规则集版本为准。",
)
@option(
    "--portfolio", type=click.Path(path_type=Path), required=True,
    help=("Inventories: a file, a folder, or a portfolio.", "清单：文件、文件夹或产品组合。"),
)  # fmt: skip
@option(
    "--from", "first", metavar=_DATE, callback=one_day, required=True, help=("The first day.", "起始日。")
)
@option("--to", "last", metavar=_DATE, callback=one_day, required=True, help=("The last day.", "截止日。"))
@report_options
@rules_option
@findings_exit
def command(
    portfolio: Path,
    first: date,
    last: date,
    form: str,
    lang: Language | None,
    output: Target | None,
    rules: tuple[str, ...],
) -> None:
    """What the changes of rules from one day to another mean for one's products: rules, data asked, numbers, deadlines.

    The portfolio may be an inventory, a folder of inventories, CSV, JSON lines or Parquet; it is compared from the
    versions of rule sets that its products name.
    """
    from ruleengine.compare.bulletin import bulletin
    from ruleengine.compare.bulletin_text import (
        bulletin_data,
        bulletin_lines,
        bulletin_markdown,
    )

    if first > last:
        raise WrongUse(_TURNED, first=first.isoformat(), last=last.isoformat())
    library, language = open_library(rules), lang or messages_language()
    form = form_of_report(form, output)
    named = Counter(_named(portfolio))
    found = bulletin(library, named, first.isoformat(), last.isoformat())
    if form == "json":
        text = as_json_text(bulletin_data(found))
    elif form == "md":
        text = bulletin_markdown(found, language)
    elif form == "html":
        from ruleengine.documents.bulletin import bulletin_page

        text = bulletin_page(found, language)
    else:
        text = "\n".join(bulletin_lines(found, language)) + "\n"
    write_report("changes", form, text, output)


def _named(portfolio: Path) -> Iterator[str]:
    """The rule set that each inventory names; of portfolios with many products in a file, each name once.

    Raises `Refused` where nothing names one.
    """
    report, found = Report(), 0
    for file in _files(portfolio, report):
        for name in _named_in(file, report):
            found += 1
            yield name
    if not found:
        if not report.errors:
            report.tell("E615.names_none", Place(portfolio.as_posix()), file=portfolio.as_posix())
        raise Refused(report.items)
    tell(report.items)


def _files(portfolio: Path, report: Report) -> list[Path]:
    """The file itself, a folder of CSV, or the files below a folder; what cannot be read there is told."""
    if not is_folder(portfolio) or is_tables(portfolio):
        return [portfolio]
    found = content_of(portfolio)
    report.take(
        [fault.diagnostic(Place((portfolio / name).as_posix())) for name, fault in found.faults.items()]
    )
    return [portfolio / name for name in found.files]


def _named_in(file: Path, report: Report) -> Iterator[str]:
    kind: str | None
    if is_spreadsheet(file) and not is_of_another_form(file):
        kind, document = "inventory", spreadsheet_document(file, report)
    else:
        kind, document = ("csv", None) if is_folder(file) else read_any(file, report)
    if kind == "inventory" and document is not None and isinstance(document.data, dict):
        name = document.data.get("ruleset")
        if isinstance(name, str):
            yield name
    elif kind in PORTFOLIOS:
        yield from (name for name, _ in named_in(file))
