"""Boxes to one line of words: what a screen reader says of a formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from ruleengine.characters import readable
from ruleengine.formula import math_boxes as b
from ruleengine.formula import nodes as n
from ruleengine.formula.functions import CALLED, complete
from ruleengine.formula.naming import Naming, SymbolPath
from ruleengine.formula.print_math import equation_box, formula_box

_ENGLISH = {
    "+": "plus", "−": "minus", "×": "times", "=": "equals", "≠": "is not equal to", "<": "is less than",
    "≤": "is at most", ">": "is greater than", "≥": "is at least", "∈": "is one of", "∉": "is none of",
    ",": ",", ":": ":", ";": ";", "∃": "there is", "∀": "for every", "prime": "prime", "negative": "minus",
    "(": "open bracket", ")": "close bracket", "{": "open brace", "}": "close brace",
    "total": "sum over {} of", "least": "minimum over {} of", "greatest": "maximum over {} of",
    "where": "{} where {}", "rows": "number of rows {}, end of rows,", "applied": "{} of {}",
    "ratio": "{} over {}", "fraction": "fraction {} over {} end fraction",
    "root": "square root of {} end root",
    "mean": "mean {}", "absolute": "absolute value of {} end absolute value",
    "ceil": "ceiling of {} end ceiling", "floor": "floor of {} end floor",
    "power": "{} to the power {}", "long power": "{} to the power {} end power",
    "cases": "by cases: {} end cases",
}  # fmt: skip
_CHINESE = {
    "+": "加", "−": "减", "×": "乘以", "=": "等于", "≠": "不等于", "<": "小于",
    "≤": "小于或等于", ">": "大于", "≥": "大于或等于", "∈": "属于", "∉": "不属于",
    ",": "，", ":": "：", ";": "；", "∃": "存在", "∀": "对任意", "prime": "撇", "negative": "负",
    "(": "左括号", ")": "右括号", "{": "左花括号", "}": "右花括号",
    "total": "对 {} 求和：", "least": "对 {} 取最小值：", "greatest": "对 {} 取最大值：",
    "where": "{}（{}）", "rows": "{} 的行数", "applied": "{} {}",
    "ratio": "{} 除以 {}", "fraction": "分式 {} 除以 {} 分式结束", "root": "根号 {} 根号结束",
    "mean": "平均 {}", "absolute": "绝对值 {} 绝对值结束",
    "ceil": "向上取整 {} 取整结束", "floor": "向下取整 {} 取整结束",
    "power": "{} 的 {} 次方", "long power": "{} 的 {} 次方", "cases": "分情况：{} 分情况结束",
}  # fmt: skip
_SPOKEN = {"zh": _CHINESE, "en": _ENGLISH}
#: What is said of a function that is printed by its name, in English and Chinese.
_CALLED: Mapping[str, tuple[str, str]] = complete("formula/print_spoken", CALLED, {
    "sum": ("sum of", "总和"),
    "count": ("number of rows of", "行数"),
    "mean": ("mean of", "平均值"),
    "min": ("minimum of", "最小值"),
    "max": ("maximum of", "最大值"),
    "any": ("any of", "任一"),
    "all": ("all of", "全部"),
    "abs": ("absolute value of", "绝对值"),
    "sqrt": ("square root of", "平方根"),
    "exp": ("exponential function of", "指数函数"),
    "log": ("natural logarithm of", "自然对数"),
    "round_half_even": ("round", "修约"),
    "ceil": ("round up", "向上取整"),
    "floor": ("round down", "向下取整"),
    "given": ("given", "已给出"),
})  # fmt: skip
_FUNCTIONS = {
    "en": {name: words[0] for name, words in _CALLED.items()},
    "zh": {name: words[1] for name, words in _CALLED.items()},
}
_FENCED = {"|": "absolute", "⌈": "ceil", "⌊": "floor"}
_LARGE = {"∑": "total", "min": "least", "max": "greatest", "N": "rows"}


def alt_text(tree: n.Node, naming: Naming, lang: str) -> str:
    """A formula in words of `lang` (`zh` or `en`)."""
    return _tidy(_Voice(_SPOKEN[lang], _FUNCTIONS[lang]).say(formula_box(tree, naming, lang)))


def equation_alt_text(left: SymbolPath, tree: n.Node, naming: Naming, lang: str) -> str:
    """`symbol of left = formula` in words of `lang`."""
    return _tidy(_Voice(_SPOKEN[lang], _FUNCTIONS[lang]).say(equation_box(left, tree, naming, lang)))


def _tidy(text: str) -> str:
    """Single blanks, none before a mark and none after a full-width one."""
    words = " ".join(text.split())
    for mark in ",;:，：；":
        words = words.replace(f" {mark}", mark)
    for mark in "，：；":
        words = words.replace(f"{mark} ", mark)
    return words


@frozen
class _Voice:
    """Says boxes in the words of one language."""

    words: Mapping[str, str]
    functions: Mapping[str, str]

    def say(self, box: b.Box) -> str:
        match box:
            case b.Letter(text=text, primes=primes):
                return " ".join([readable(text), *[self.words["prime"]] * primes])
            case b.Upright(text=text) | b.Digits(text=text) | b.Word(text=text):
                return readable(text)
            case b.Function(function=function):
                return self.functions[function]
            case b.Sign(text="−", role="prefix"):
                return self.words["negative"]
            case b.Sign(text=text):
                return self.words[text]
            case b.BoxRow(parts=parts):
                return " ".join(map(self.say, parts))
            case b.Fence(opening=opening, body=body) if opening in _FENCED:
                return self._as(_FENCED[opening], body)
            case b.Fence(opening=opening, body=body, closing=closing):
                return f"{self.words[opening]} {self.say(body)} {self.words[closing]}"
            case b.Applied(function=function, argument=argument):
                return self._as("applied", function, argument)
            case b.Fraction(above=above, below=below):
                long = isinstance(above, b.BoxRow | b.Fraction) or isinstance(below, b.BoxRow | b.Fraction)
                return self._as("fraction" if long else "ratio", above, below)
            case b.Root(body=body):
                return self._as("root", body)
            case b.Overline(body=body):
                return self._as("mean", body)
            case b.Script():
                return self._script(box)
            case b.Under(sign=sign, lines=lines):
                return self.words[_LARGE[sign.text]].format(self._beneath(lines))
            case b.Cases(rows=rows):
                return self.words["cases"].format(self._joined(b.row(*case) for case in rows))
            case b.Lines(head=head, rows=lines):
                return " ".join(self.say(line) for line in (head, *lines) if line is not None)

    def _as(self, phrase: str, *boxes: b.Box) -> str:
        return self.words[phrase].format(*map(self.say, boxes))

    def _joined(self, boxes: Iterable[b.Box]) -> str:
        return f"{self.words[';']} ".join(map(self.say, boxes))

    def _beneath(self, lines: tuple[b.Box, ...]) -> str:
        """The row, then its conditions."""
        if len(lines) < 2:
            return self._joined(lines)
        return self.words["where"].format(self.say(lines[0]), self._joined(lines[1:]))

    def _script(self, box: b.Script) -> str:
        symbol = self.say(box.base)
        if box.below:
            parts = box.below.parts if isinstance(box.below, b.BoxRow) else (box.below,)
            spoken = (self.say(p) for p in parts if not isinstance(p, b.Sign))
            symbol = " ".join([symbol, *spoken])
        if box.above is None:
            return symbol
        phrase = "long power" if isinstance(box.above, b.BoxRow) else "power"
        return self.words[phrase].format(symbol, self.say(box.above))
