"""`ruleengine comments move FILE --to ID@V`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ruleengine.cli.comments_common import file_argument, resolved_in
from ruleengine.cli.common import echo_json, findings_exit, form_option, open_library, rules_option, tell
from ruleengine.cli.help import documented, option
from ruleengine.cli.output import echo_line
from ruleengine.cli.said import say
from ruleengine.cli.target import Target, output_option
from ruleengine.cli.wrong_use import WrongUse
from ruleengine.language import Texts

if TYPE_CHECKING:
    from ruleengine.consultation.targets import Targets
    from ruleengine.ruleset.library import Library

_MOVED: Texts = ("{count} comment{count:s} on {ruleset}", "{ruleset}的意见{count}条")
_STATE: Texts = ("  {count}  {state}", "  {count}  {state}")
_OTHER: Texts = (
    "the comments are on {ruleset:code}; {to:code} is another rule set",
    "意见针对{ruleset:code}；{to:code}是另一规则集",
)


@documented(
    "move",
    zh="将意见转到同一规则集的另一版本：每条意见按标识、散列值、旧标识和文字归到其要素。\n\n所评的文字和散列值不变；要素已不存在的，意见予以保留。",
)
@file_argument
@option("--to", "to", required=True, metavar=("ID@V", "标识@版本"), help=("The other version.", "另一版本。"))
@output_option(("The file to write; else the file itself.", "写入的文件；缺省为原文件。"), ".yaml", ".yml")
@form_option
@rules_option
@findings_exit
def command(file: Path, to: str, output: Target | None, form: str, rules: tuple[str, ...]) -> None:
    """Take comments to another version of the rule set: each stays with its element, by id, hash, former id or words.

    Words and hash stay those that were commented on. A comment whose element is gone is kept.
    """
    from ruleengine.consultation.attachment import STATES
    from ruleengine.consultation.collecting import read_comments
    from ruleengine.consultation.comments import comments_text
    from ruleengine.consultation.doubts import tell_doubts
    from ruleengine.consultation.moving import moved
    from ruleengine.consultation.summary import counts_of
    from ruleengine.diagnostics import Place, Report, in_order

    library = open_library(rules)
    comments = read_comments(file)
    new = resolved_in(library, to)
    if new.reference.id != comments.reference.partition("@")[0]:
        raise WrongUse(_OTHER, ruleset=comments.reference, to=str(new.reference))
    targets = _with_renames(library, comments.reference, str(new.reference))
    done, report = moved(comments, targets), Report()
    tell_doubts(done, targets, Place(file.as_posix()), report)
    told, counts = in_order(report.items), counts_of(done, targets)
    target = output or Target(file, file.suffix or ".yaml")
    text = comments_text(done).encode()
    if form == "json":
        target.check_beside(form)
        target.write([(file.name, text)], err=True)
        echo_json({
            "ruleset": done.reference, "states": dict(counts.states), "warnings": [d.data() for d in told],
        })  # fmt: skip
        return
    tell(told)
    target.write([(file.name, text)], err=target.stream)
    echo_line(say(_MOVED, count=len(done.items), ruleset=done.reference), err=target.stream)
    for state, words in STATES.items():
        if counts.states[state]:
            echo_line(say(_STATE, count=counts.states[state], state=say(words)), err=target.stream)


def _with_renames(library: Library, old: str, new: str) -> Targets:
    """The elements of the new version, with what they were called in the old one, where that can be read."""
    from ruleengine.compare.entries import subject
    from ruleengine.compare.renames import renames
    from ruleengine.consultation.targets import targets_of
    from ruleengine.diagnostics import Refused

    resolved = resolved_in(library, new)
    try:
        before = resolved_in(library, old)
    except Refused:
        return targets_of(resolved)
    return targets_of(resolved, renames(subject(before), subject(resolved)).paths)
