"""Boxes to one line of words: what a screen reader says of a formula."""

from __future__ import annotations

from collections.abc import Mapping

from ruleengine.formula import math_boxes as b
from ruleengine.formula import nodes as n
from ruleengine.formula.naming import Naming, Path, printable
from ruleengine.formula.print_math import equation_box, formula_box

_EN = {
    "+": "plus", "−": "minus", "×": "times", "=": "equals", "≠": "is not equal to", "<": "is less than",
    "≤": "is at most", ">": "is greater than", "≥": "is at least", "∈": "is one of", "∉": "is none of", ",": ",",
    ":": ":", "(": "open bracket", ")": "close bracket", "{": "open brace", "}": "close brace",
    "∑": "sum", "min": "minimum", "max": "maximum", "N": "number of rows", "ln": "natural logarithm of",
    "∃": "there is", "∀": "for every", "over": "over {}", "fraction": "fraction {} over {} end fraction",
    "ratio": "{} over {}", "root": "square root of {} end root", "mean": "mean of {} end mean",
    "absolute": "absolute value of {} end absolute value", "power": "{} to the power {}", "case": "{} {}",
    "cases": "by cases: {} end cases", "prime": "prime", "negative": "minus",
}  # fmt: skip
_ZH = {
    "+": "加", "−": "减", "×": "乘以", "=": "等于", "≠": "不等于", "<": "小于", "≤": "小于或等于", ">": "大于",
    "≥": "大于或等于", "∈": "属于", "∉": "不属于", ",": "，", ":": "：", "(": "左括号", ")": "右括号",
    "{": "左花括号", "}": "右花括号", "∑": "求和", "min": "最小值", "max": "最大值", "N": "行数", "ln": "自然对数",
    "∃": "存在", "∀": "对任意", "over": "（对 {}）", "fraction": "分式 {} 除以 {} 分式结束", "ratio": "{} 除以 {}",
    "root": "根号 {} 根号结束", "mean": "{} 的平均值", "absolute": "{} 的绝对值", "power": "{} 的 {} 次方",
    "case": "{} {}", "cases": "分情况：{} 分情况结束", "prime": "撇", "negative": "负",
}  # fmt: skip
_SPOKEN = {"zh": _ZH, "en": _EN}
_PAUSE = {"zh": "；", "en": "; "}


def alt_text(tree: n.Node, naming: Naming, lang: str) -> str:
    """A formula in words."""
    return _spoken(formula_box(tree, naming, lang), lang)


def equation_alt_text(left: Path, tree: n.Node, naming: Naming, lang: str) -> str:
    """`symbol of left = formula` in words."""
    return _spoken(equation_box(left, tree, naming, lang), lang)


def _spoken(box: b.Box, lang: str) -> str:
    words = " ".join(_say(box, _SPOKEN[lang], _PAUSE[lang]).split())
    for mark in ",;:，：；":
        words = words.replace(f" {mark}", mark)
    for mark in "，：；":
        words = words.replace(f"{mark} ", mark)
    return words


def _say(box: b.Box, words: Mapping[str, str], pause: str) -> str:
    def say(part: b.Box) -> str:
        return _say(part, words, pause)

    match box:
        case b.Letter(text=text, primes=primes):
            return " ".join([printable(text), *[words["prime"]] * primes])
        case b.Upright(text=text) | b.Digits(text=text) | b.Word(text=text):
            return printable(text)
        case b.Function(text=text):
            return words.get(text, text)
        case b.Sign(text="−", role="prefix"):
            return words["negative"]
        case b.Sign(text=text):
            return words[text]
        case b.Row(parts=parts):
            return " ".join(map(say, parts))
        case b.Fence(opening="|", body=body):
            return words["absolute"].format(say(body))
        case b.Fence(opening=opening, body=body, closing=closing):
            return f"{words[opening]} {say(body)} {words[closing]}"
        case b.Fraction(above=above, below=below):
            short = not any(isinstance(side, b.Row | b.Fraction) for side in (above, below))
            return words["ratio" if short else "fraction"].format(say(above), say(below))
        case b.Root(body=body):
            return words["root"].format(say(body))
        case b.Overline(body=body):
            return words["mean"].format(say(body))
        case b.Script(base=base, below=below, above=above):
            symbol = f"{say(base)} {say(below)}" if below else say(base)
            return words["power"].format(symbol, say(above)) if above else symbol
        case b.Under(sign=sign, lines=lines):
            beneath = words["over"].format(pause.join(map(say, lines))) if lines else ""
            return f"{say(sign)} {beneath}"
        case b.Cases(rows=rows):
            return words["cases"].format(pause.join(words["case"].format(say(v), say(c)) for v, c in rows))
        case b.Lines(head=head, rows=lines):
            return " ".join(map(say, (head, *lines)))
