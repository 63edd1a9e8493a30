"""`ruleengine comments track FILE ID…`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from attrs import evolve

from ruleengine.cli.comments_common import file_argument
from ruleengine.cli.common import findings_exit
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo_line, echo_path
from ruleengine.cli.said import say
from ruleengine.cli.wrong_use import WrongUse
from ruleengine.language import Texts

_NO_DECISION: Texts = (
    "{text:code} is no decision; write one of {known:codes}, or the same in Chinese",
    "{text:code}不是处理意见；请写{known:codes}之一，或相应的中文",
)
_NO_DATE: Texts = ("{text:code} is not a date such as 2026-01-31", "{text:code}不是日期，日期如2026-01-31")
_NO_REASON: Texts = (
    "a decision that does not accept all needs `--reason`", "未全部采纳时应以`--reason`写明理由",
)  # fmt: skip
_UNKNOWN: Texts = ("there is no comment {ids:codes} in the file", "文件中没有意见{ids:codes}")
_DECIDED: Texts = ("{count} comment{count:s}: {decision}", "{count}条意见：{decision}")


@documented(
    "track", zh="记录对意见的处理：处理意见、理由、处理人和日期。\n\n以前的处理予以保留，以日期最晚者为准。"
)
@file_argument
@argument("ids", ("ID…", "意见标识…"), nargs=-1, required=True)
@option(
    "--decision", required=True, metavar=("DECISION", "处理意见"),
    help=("accepted, partly or rejected, or in Chinese.", "采纳、部分采纳或不采纳。"),
)  # fmt: skip
@option(
    "--reason",
    metavar=("TEXT", "理由"),
    help=("Why; needed where not all is accepted.", "理由；未全部采纳时必填。"),
)
@option("--by", "by", required=True, metavar=("NAME", "处理人"), help=("Who decided.", "处理人。"))
@option("--date", "on", required=True, metavar=("DATE", "日期"), help=("When.", "处理日期。"))
@findings_exit
def command(file: Path, ids: tuple[str, ...], decision: str, reason: str | None, by: str, on: str) -> None:
    """Write down a decision on comments: what, why, who and when.

    Earlier decisions stay; the one of the latest date counts.
    """
    from ruleengine.consultation.collecting import read_comments
    from ruleengine.consultation.comments import DECISIONS, Handling, comments_text
    from ruleengine.consultation.form import DECISION_WORDS, chosen
    from ruleengine.consultation.merging import with_decisions
    from ruleengine.documents.writing import write_text

    found = next((d for d in DECISIONS if d == chosen("decision", decision)), None)
    if found is None:
        raise WrongUse(_NO_DECISION, text=decision, known=DECISIONS)
    try:
        day = date.fromisoformat(on).isoformat()
    except ValueError:
        raise WrongUse(_NO_DATE, text=on) from None
    if found != "accepted" and not (reason or "").strip():
        raise WrongUse(_NO_REASON)
    comments = read_comments(file)
    unknown = tuple(i for i in ids if i not in {c.id for c in comments.items})
    if unknown:
        raise WrongUse(_UNKNOWN, ids=unknown)
    handling = Handling(found, by, day, reason)
    items = tuple(
        evolve(c, handling=with_decisions(c.handling, [handling])) if c.id in ids else c
        for c in comments.items
    )
    write_text(file, comments_text(evolve(comments, items=items)))
    zh, en = DECISION_WORDS[found]
    echo_line(say(_DECIDED, count=len(set(ids)), decision=say((en, zh))))
    echo_path(file)
