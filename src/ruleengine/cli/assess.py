"""`ruleengine assess FILE`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ruleengine.cli.common import (
    date_option,
    findings_exit,
    form_option,
    open_library,
    product_option,
    rules_option,
    tell,
)
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo, echo_json, echo_line
from ruleengine.cli.said import say
from ruleengine.cli.target import Target, output_option
from ruleengine.cli.wrong_use import OneOf, WrongUse
from ruleengine.language import Texts, messages_language

if TYPE_CHECKING:
    from ruleengine.assess.assessment import Assessment
    from ruleengine.assess.verified_result import VerifiedResult

_STATES = ("draft", "under_verification", "independent_review", "decided")
_WHO: Texts = ("a step wants `--by` and `--date`", "进行步骤须给出`--by`和`--date`")
_ALONE: Texts = (
    "`--by`, `--negative` and `--note` belong to `--to`",
    "`--by`、`--negative`和`--note`须与`--to`一同使用",
)
_ONE: Texts = ("take one of `--to`, `--list` and `--revise`", "`--to`、`--list`和`--revise`只能用其中之一")
_WHERE: Texts = (
    "`--revise` wants `-o`, where the revised inventory goes",
    "`--revise`须用`-o`指明修订后清单的位置",
)
_ONLY_DECIDED: Texts = ("`--negative` belongs to `--to decided`", "`--negative`须与`--to decided`一同使用")
_TAKEN: Texts = ("{file}: now {state}", "{file}：已进入{state}")
_REVISED: Texts = (
    "{count} value{count:s} revised: {before} to {after} kgCO2e per unit ({deviation}); name the file in "
    "`inventory` of {file}",
    "已修订{count}个值：单位结果由{before}变为{after} kgCO2e（{deviation}）；请在{file}的`inventory`中指明该文件",
)
_OVER: Texts = (
    "{path:code} is the inventory that was reported, which stays as it is; name another file",
    "{path:code}为所报告的清单，应保持原样；请指定其他文件",
)
_NOTHING: Texts = ("nothing to revise: the inventory has all verified values", "无须修订：清单已含全部核查值")


@documented(
    "assess",
    zh="列出核查的进展、核查后的结果和下一步的障碍；进行步骤，列出不符合项，或生成修订后的清单。\n\n"
    "状态依次为：draft（编制）、under_verification（核查）、independent_review（独立复核）、decided（已作决定）。"
    "每一步记入文件的`log`，并写明前一步和当时内容的散列值；复核人员不得参与核查。下一步有障碍时退出码为1。",
)
@argument("assessment", ("ASSESSMENT", "核查文件"), type=click.Path(path_type=Path))
@option(
    "--to", "to", metavar=("STATE", "状态"), type=OneOf(_STATES),
    help=("Take the step to this state: it is added to the log of the file.", "进入此状态：该步骤记入文件的日志。"),
)  # fmt: skip
@option("--by", "by", metavar=("INITIALS", "缩写"), help=("Who takes the step.", "进行该步骤的人员。"))
@date_option(
    "--date",
    ("The day of the step, or on which deadlines are looked at.", "步骤的日期，或据以判断期限的日期。"),
)
@option("--negative", "negative", is_flag=True, help=("The decision is negative.", "决定为否定。"))
@option("--note", "note", metavar=("TEXT", "文字"), help=("What is said of the step.", "对该步骤的说明。"))
@option("--list", "listed", is_flag=True, help=("List the nonconformities.", "列出不符合项。"))
@option(
    "--revise", "revise", is_flag=True,
    help=("Write the inventory with the verified values to -o.", "将含核查值的清单写至-o。"),
)  # fmt: skip
@product_option
@output_option(("Where the revised inventory goes.", "修订后清单的位置。"), ".yaml", ".yml")
@form_option
@rules_option
@findings_exit
def command(
    assessment: Path, to: str | None, by: str | None, date: date | None, negative: bool, note: str | None, listed: bool,
    revise: bool, product: str | None, output: Target | None, form: str, rules: tuple[str, ...],
) -> None:  # fmt: skip
    """Tell where a verification stands, what was verified and what stands against the next step.

    Takes a step, lists nonconformities, or writes the revised inventory. The states are draft, under_verification,
    independent_review, decided. A step is added to `log` of the file with the hashes of the step before and of what was
    said then; who reviews has not verified. Exits with 1 while something stands against the next step.
    """
    from ruleengine.assess.assessment import read_assessment
    from ruleengine.assess.verified_result import verified_result

    _check_use(to, by, date, negative, note, listed, revise, output)
    read, warnings = read_assessment(assessment, open_library(rules), product)
    tell(warnings)
    day = None if date is None else date.isoformat()
    if listed:
        _list(read, day, form)
        return
    found = verified_result(read.result, read.values)
    if to is not None:
        _step(assessment, read, found, (to, str(by), str(day)), negative, note)
    elif revise and output is not None:
        _revise(read, found, output)
    else:
        _show(read, found, day, form)


def _check_use(
    to: str | None, by: str | None, on: date | None, negative: bool, note: str | None, listed: bool, revise: bool,
    output: Target | None,
) -> None:  # fmt: skip
    """Raise `WrongUse` for options that do not go together."""
    if (to is not None) + listed + revise > 1:
        raise WrongUse(_ONE)
    if to is None and (by is not None or negative or note is not None):
        raise WrongUse(_ALONE)
    if to is not None and (by is None or on is None):
        raise WrongUse(_WHO)
    if negative and to != "decided":
        raise WrongUse(_ONLY_DECIDED)
    if revise != (output is not None):
        raise WrongUse(_WHERE)


def _list(read: Assessment, day: str | None, form: str) -> None:
    from ruleengine.assess.nonconformities import nonconformities
    from ruleengine.assess.standing import nonconformity_data, nonconformity_lines
    from ruleengine.terminal import joined

    found = nonconformities(read, day)
    if form == "json":
        echo_json(
            {"assessment": read.id, "on": day, "nonconformities": [nonconformity_data(n) for n in found]}
        )
    else:
        echo(joined(list(nonconformity_lines(found, messages_language()))))


def _show(read: Assessment, found: VerifiedResult, day: str | None, form: str) -> None:
    from ruleengine.assess.chain import chain_faults
    from ruleengine.assess.nonconformities import nonconformities
    from ruleengine.assess.standing import standing_data, standing_lines
    from ruleengine.assess.steps import against_step, due_decision, next_state
    from ruleengine.terminal import joined

    following = next_state(read)
    against = (
        against_step(read, following, found, due_decision(read))
        if following is not None
        else chain_faults(read)
    )
    if form == "json":
        echo_json(standing_data(read, found, against, nonconformities(read, day)))
    else:
        echo(joined(list(standing_lines(read, found, against, messages_language()))))
        tell(against)
    sys.exit(1 if against else 0)


def _step(
    path: Path,
    read: Assessment,
    found: VerifiedResult,
    step: tuple[str, str, str],
    negative: bool,
    note: str | None,
) -> None:
    from ruleengine.assess.revision import text_with_step
    from ruleengine.assess.steps import against_person, against_step, log_entry
    from ruleengine.diagnostics import Phrase, Refused
    from ruleengine.documents.writing import write_files

    to, by, day = step
    decision = "negative" if negative else "positive"
    against = [*against_step(read, to, found, decision), *against_person(read, to, by, day)]
    if against:
        raise Refused(against)
    text = path.read_bytes().decode("utf-8-sig")
    made = text_with_step(read.document, text, log_entry(read, to, by, day, decision=decision, note=note))
    if made is None:
        _refuse_layout(read)
    else:
        write_files([(path, made.encode())])
        echo_line(say(_TAKEN, file=path.as_posix(), state=Phrase(f"state.{to}")))


def _revise(read: Assessment, found: VerifiedResult, output: Target) -> None:
    from ruleengine.assess.revision import revised_text
    from ruleengine.assess.standing import per_cent
    from ruleengine.figures import plain
    from ruleengine.source.paths import resolved

    (path,) = output.paths([read.inventory_path.name])
    if not output.stream and resolved(path) == resolved(read.inventory_path):
        raise WrongUse(_OVER, path=path.as_posix())
    document = read.result.inventory.document
    left = [c for c in found.changes if not c.is_made]
    if not left:
        echo_line(say(_NOTHING), err=True)
    text = read.inventory_path.read_bytes().decode("utf-8-sig")
    made = revised_text(document, text, found.changes)
    if made is None:
        _refuse_layout(read)
        return
    output.write([(read.inventory_path.name, made.encode())], err=True)
    figure = read.result.rounded
    if left:
        echo_line(
            say(
                _REVISED, count=len(left), before=plain(figure(found.now.per_unit)),
                after=plain(figure(found.verified.per_unit)), deviation=f"{per_cent(found.remaining)} %",
                file=read.document.file,
            ),
            err=True,
        )  # fmt: skip


def _refuse_layout(read: Assessment) -> None:
    """Refuse a file whose layout does not let it be changed in place."""
    from ruleengine.diagnostics import Refused, Report

    report = Report()
    report.tell("E810.in_place", read.document.place(), file=read.document.file)
    raise Refused(report.items)
