"""Lints of texts: verbs and their words, numbers that are no parameters, names that a check does not look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ruleengine.check.lints.read_names import not_read
from ruleengine.check.lints.remark import Remark, is_own, own_elements, remark
from ruleengine.language import LANGUAGES, Language
from ruleengine.program.meaning import texts_with_places
from ruleengine.program.program import Program
from ruleengine.resolve.resolved import ResolvedElement
from ruleengine.ruleset.model import PLACEHOLDER, SINGLE_SECTIONS

#: The word of each verb, as a sign in Chinese and a pattern in English.
_SIGNS: Mapping[str, Mapping[Language, str]] = {
    "shall": {"zh": "应", "en": r"\bshall\b"},
    "should": {"zh": "宜", "en": r"\bshould\b"},
}
_OF_MAY: Mapping[Language, str] = {"zh": "可", "en": r"\bmay\b"}
#: Chinese words that hold the sign of a verb and are none.
_NO_VERBS: Mapping[str, str] = {
    "应": "相应|响应|适应|反应|对应|供应|效应|感应|因应|呼应|顺应|照应|应用|应力|应变|应急|应答|应收|应付|应对",
    "宜": "适宜|便宜|事宜|权宜|时宜|相宜|合宜|宜居|宜昌|宜春|宜兴|宜宾",
}
#: A number or a range as it is written, with blanks or commas between thousands, and not a part of a name:
#: `GB/T 24067`, `CO2`. Digits that were read are not given back, so that very many of them are read once.
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_./—–-])(?<![A-Z] )[0-9]++(?:[ \u00a0,][0-9]{3})*+(?:\.[0-9]++)?+"
    r"(?:[—–-][0-9]++(?:\.[0-9]++)?+)?(?![A-Za-z0-9_./—–]*[0-9_])"
)
_RANGE = re.compile("[—–-]")
#: It says how much before a unit, and behind a word that compares; a letter is a unit where no word follows.
_UNIT = re.compile(
    r"[ \u00a0-]?(?:(?:%|％|‰|per cent\b|kg|mg|km|m2|m3|m²|m³|mm|cm|min|kWh|MWh|GWh|Wh|kW|MW|MJ|GJ|TJ|kJ|lm|°C|℃"
    r"|years?|months?|weeks?|days?|hours?|tonnes?|kilograms?|grams?|kilometres?|metres?"
    r"|千瓦时|兆瓦时|千克|公斤|毫克|克|吨|公里|千米|毫米|厘米|平方米|立方米|米|升|小时|分钟|天|个月|周|年|倍)"
    r"(?![A-Za-z0-9])|[gtmlLhadsWVAK](?=$|[，。；：、）\u4e00-\u9fff]|[.,;](?:\s|$)))"
)
#: What is numbered and does not say how much.
_NUMBERED = re.compile(
    r"(?:第|表|图|附录|附件|(?:[Cc]lause|[Ss]ubclause|[Tt]able|[Aa]nnex|[Ff]igure|[Pp]art|[Cc]hapter|[Ss]ection|[Ss]tage|[Cc]lass"
    r"|[Ll]evel|[Tt]ype|[Tt]ier|[Ss]cope|[Nn]ote|[Ii]tem|[Ss]tep|[Ee]quation|No\.)(?:e?s)?)$"
)
_COMPARING = (
    "exceed", "exceeds", "above", "below", "than", "least", "most", "within",
    "大于", "小于", "多于", "少于", "高于", "低于", "不超过", "超过", "至少", "至多", "达到",
    "<", ">", "≤", "≥", "≦", "≧", "＜", "＞",
)  # fmt: skip
#: How far before a number the word that compares ends, blanks between them.
_BEFORE = 20
#: The fields of an element that have texts, in which parameters may be named.
_TEXTS = ("text", "short", "includes", "excludes", *LANGUAGES)
_DIGIT = re.compile("[0-9]")
_SHARE = re.compile(r"[ \u00a0]?(?:%|％|‰|per cent)")
_PERIOD = re.compile(r"[ \u00a0-]?(?:years?|年)")


def check_verbs(program: Program) -> Iterator[Remark]:
    """Requirements whose verb is one and whose words are another, or more than one (W530)."""
    for element in own_elements(program, "requirements", of=("verb", "text")):
        verb, told, is_text = element.text("verb"), set[str](), is_own(program, element, "text")
        for language, words in _texts(element).items() if verb is not None else ():
            others = [said for other in _SIGNS if other != verb and (said := _said(other, language, words))]
            own = _SIGNS.get(str(verb), {}).get(language) or _OF_MAY[language]
            key = "W530.mixed" if re.search(own, words) else "W530.other"
            if others and key not in told:
                told.add(key)
                steps = ("text", language) if is_text else ("verb",)
                yield remark(key, element, *steps, verb=verb, said=tuple(others))


def _said(verb: str, language: Language, words: str) -> str | None:
    """The word of a verb in a text; None where it does not stand there for sure."""
    sign = _SIGNS[verb][language]
    if language == "zh" and sign in words:
        words = re.sub(_NO_VERBS[sign], "", words)
    found = re.search(sign, words)
    return found[0] if found else None


def check_numbers(program: Program) -> Iterator[Remark]:
    """Requirements and preconditions whose text has an amount that is no parameter (W531)."""
    for element in own_elements(program, "requirements", "must", of=("text",)):
        told: set[str] = set()
        for language, words in _texts(element).items():
            for number in _amounts(words):
                if number not in told:
                    told.add(number)
                    yield remark("W531.number", element, "text", language, number=number)


def _amounts(words: str) -> Iterator[str]:
    """The amounts of a text. Zero, one, the whole, the horizon of warming potentials and calendar years are none."""
    if not _DIGIT.search(words):
        return
    for found in _NUMBER.finditer(PLACEHOLDER.sub(lambda place: "_" * len(place[0]), words)):
        start, end = found.span()
        before = words[max(0, start - _BEFORE) : start].rstrip()
        if _NUMBERED.search(before) or not (_UNIT.match(words, end) or before.endswith(_COMPARING)):
            continue
        is_share, is_period = (form.match(words, end) is not None for form in (_SHARE, _PERIOD))
        ends = _RANGE.split(found[0])
        if not all(_is_none(number, is_share=is_share, is_period=is_period) for number in ends):
            yield found[0]


def _is_none(number: str, *, is_share: bool, is_period: bool) -> bool:
    """Whether a number is none of the amounts that a parameter should have."""
    is_whole = number == ("100" if is_share else "1")
    is_year = re.fullmatch("(?:19|20)[0-9]{2}", number) or (number == "100" and is_period)
    return number == "0" or is_whole or bool(is_year)


def check_places(program: Program) -> Iterator[Remark]:
    """Texts whose languages name different parameters (W532)."""
    for element in own_elements(program, "requirements", "must", "provisions", *SINGLE_SECTIONS, of=_TEXTS):
        named: dict[tuple[str | int, ...], dict[str, list[str]]] = {}
        for path, words in texts_with_places(element):
            named.setdefault(path[:-1], {})[str(path[-1])] = PLACEHOLDER.findall(words)
        for path, found in named.items():
            if not any(is_own(program, element, str(step)) for step in path[:1] or LANGUAGES):
                continue
            zh, en = found.get("zh", []), found.get("en", [])
            if names := tuple(dict.fromkeys(n for n in (*zh, *en) if (n in zh) != (n in en))):
                yield remark("W532.one_language", element, *path, names=names)


def check_named(program: Program) -> Iterator[Remark]:
    """Requirements and preconditions whose text names a parameter that their check does not look at (W533)."""
    checks = {r.element.name: [s for s in (r.check, r.applies) if s] for r in program.requirements if r.check}
    checks |= {step.element.name: [step] for step in program.preconditions}
    of = ("text", "check", "applies")
    elements = [e for e in own_elements(program, "requirements", "must", of=of) if e.name in checks]
    named = {e.name: [*dict.fromkeys(_placeholders(e))] for e in elements}
    unread = not_read(program, checks, {name: names for name, names in named.items() if names})
    for element in elements:
        if names := unread.get(element.name):
            said = next(field for field in of if is_own(program, element, field))
            yield remark("W533.not_read", element, said, names=names)


def _placeholders(element: ResolvedElement) -> Iterator[str]:
    """The names that the texts of a requirement or precondition have in braces."""
    for words in _texts(element).values():
        yield from PLACEHOLDER.findall(words)


def _texts(element: ResolvedElement) -> dict[Language, str]:
    """The text of a requirement or precondition by language."""
    text = element.fields.get("text")
    return {ln: str(text[ln]) for ln in LANGUAGES if ln in text} if isinstance(text, Mapping) else {}
