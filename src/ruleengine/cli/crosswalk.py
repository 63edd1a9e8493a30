"""`ruleengine crosswalk A B`."""

from __future__ import annotations

from pathlib import Path

import click

from ruleengine.cli.common import findings_exit, open_library, rules_option
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.report_output import as_json_text, form_of_report, report_options, write_report
from ruleengine.cli.target import Target
from ruleengine.cli.wrong_use import WrongUse
from ruleengine.compare.crosswalk import Crosswalk, crosswalk, read_mapping, with_product
from ruleengine.compare.crosswalk_text import (
    crosswalk_data,
    crosswalk_lines,
    crosswalk_markdown,
)
from ruleengine.compare.versions import named_version
from ruleengine.language import Language, Texts, messages_language
from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.ruleset.library import Library
from ruleengine.terminal import joined

_TABLES: Texts = (
    "{name:code} is a factor table; a crosswalk is of rule sets", "{name:code}为因子表；对照的对象应为规则集",
)  # fmt: skip


@documented(
    "crosswalk",
    zh="逐要素对照两个规则集：相同、有差异、仅一方有，并注明双方条款。\n\n"
    "对应依据为标识、曾用标识、内容相同，以及所给的对照表。给出清单时，差异按所关联的碳足迹占比排序。",
)
@argument("here", ("A", "甲"))
@argument("there", ("B", "乙"))
@option(
    "--mapping", type=click.Path(path_type=Path),
    help=("Pairs of elements that people know.", "已知对应要素的对照表。"),
)  # fmt: skip
@option(
    "--inventory", type=click.Path(path_type=Path),
    help=("A product: rank what differs by it.", "产品清单：差异按其排序。"),
)  # fmt: skip
@report_options
@rules_option
@findings_exit
def command(
    here: str,
    there: str,
    mapping: Path | None,
    inventory: Path | None,
    form: str,
    lang: Language | None,
    output: Target | None,
    rules: tuple[str, ...],
) -> None:
    """Set two rule sets side by side: what is the same, what differs, what only one has, with the clauses of both.

    Elements meet by id, by an earlier id, by saying the same, and by pairs that are given. With an inventory, what
    differs is ranked by how much of its footprint rests on it.
    """
    library, language = open_library(rules), lang or messages_language()
    form = form_of_report(form, output)
    one, other = (_rule_set(library, name) for name in (here, there))
    pairs = None if mapping is None else read_mapping(mapping, one.reference.id, other.reference.id)
    found = crosswalk(one, other, pairs)
    text = _text(found if inventory is None else with_product(found, inventory), form, language)
    write_report("crosswalk", form, text, output)


def _rule_set(library: Library, name: str) -> ResolvedRuleSet:
    found = named_version(library, name)
    if not isinstance(found, ResolvedRuleSet):
        raise WrongUse(_TABLES, name=name)
    return found


def _text(found: Crosswalk, form: str, language: Language) -> str:
    if form == "json":
        return as_json_text(crosswalk_data(found))
    if form == "md":
        return crosswalk_markdown(found, language)
    if form == "html":
        from ruleengine.documents.crosswalk import crosswalk_page

        return crosswalk_page(found, language)
    return joined(crosswalk_lines(found, language)) + "\n"
