"""How a statement was found in the source that it names, and the best grade that it can have for that."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from ruleengine.language import Texts
from ruleengine.ruleset.model import GRADES


@frozen
class Basis:
    """What was read for a statement: a word for it, what that means, and the best grade that it leaves."""

    words: Texts
    meaning: Texts
    best: str


#: The words of `basis:`, from the one that caps least to the one that caps most.
BASES: Mapping[str, Basis] = {
    "text": Basis(
        ("text read", "已读正文"), ("the text itself was read in the source", "在来源中读到该条文字"), "standard"
    ),
    "news": Basis(
        ("from a report", "据报道"),
        ("a report or an announcement tells what the text says", "由报道或公告得知其内容"),
        "secondary",
    ),
    "heading": Basis(
        ("heading only", "仅见标题"),
        ("its heading was read; what stands below it was not", "仅读到标题，标题下的内容未读到"),
        "substitute",
    ),
    "other-product": Basis(
        ("from another product", "取自其他产品"),
        ("a document for another product says so", "由另一类产品的文件得出"),
        "substitute",
    ),
    "own": Basis(
        ("own choice", "编制者自定"),
        ("no source says so: the authors chose it", "未见于任何来源，由编制者选定"),
        "assumption",
    ),
}  # fmt: skip


def capped(grade: str | None, basis: object) -> str | None:
    """The grade of a statement: that of its source, no better than what was read there allows.

    Without a basis it is the grade of the source; None where there is neither.
    """
    known = BASES.get(basis) if isinstance(basis, str) else None
    if known is None:
        return grade
    return max((g for g in (grade, known.best) if g in GRADES), key=GRADES.index)
