"""Usual spellings of units that are not ours: what to write instead, for rule sets, inventories and portfolios alike.

`kg CO2-eq/kg`, `KG`, `ｋｇ`, `m²`, `千瓦时`, `万kWh`: nothing here is accepted as a unit, it is named in a remedy.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal

from attrs import frozen

from ruleengine.characters import compatible, half_width
from ruleengine.diagnostics import Phrase
from ruleengine.diagnostics.facts import facts_of
from ruleengine.formula.units import UnknownUnit, symbols, unit

#: Spellings by unit, without blanks, hyphens and points, in small letters. Powers are written as digits (`m2`).
_USUAL: Mapping[str, str] = {
    "kg": "千克 公斤 kgs kilo kilos kilogram kilograms kilogramme kilogrammes",
    "g": "克 gram grams gramme grammes",
    "mg": "毫克 milligram milligrams",
    "t": "吨 公吨 tonne tonnes metricton metrictons",
    "kgC": "千克碳 公斤碳",
    "m": "米 公尺 metre metres meter meters",
    "mm": "毫米 millimetre millimetres millimeter millimeters",
    "cm": "厘米 公分 centimetre centimetres centimeter centimeters",
    "km": "公里 千米 kilometre kilometres kilometer kilometers",
    "m2": "平方米 平米 sqm squaremetre squaremetres squaremeter squaremeters",
    "cm2": "平方厘米 sqcm",
    "mm2": "平方毫米 sqmm",
    "m3": "立方米 立方 方 cbm cubicmetre cubicmetres cubicmeter cubicmeters",
    "L": "升 公升 litre litres liter liters ltr",
    "s": "秒 sec secs second seconds",
    "min": "分钟 分 mins minute minutes",
    "h": "小时 时 hr hrs hour hours",
    "d": "天 日 day days",
    "a": "年 yr yrs year years",
    "J": "焦 焦耳 joule joules",
    "kJ": "千焦 千焦耳",
    "MJ": "兆焦 兆焦耳",
    "GJ": "吉焦 吉焦耳",
    "TJ": "太焦 太焦耳",
    "Wh": "瓦时 瓦小时",
    "kWh": "千瓦时 千瓦小时 度 度电 kwhr kilowatthour kilowatthours",
    "MWh": "兆瓦时 兆瓦小时",
    "GWh": "吉瓦时 吉瓦小时",
    "W": "瓦 瓦特 watt watts",
    "kW": "千瓦 kilowatt kilowatts",
    "MW": "兆瓦 megawatt megawatts",
    "tkm": "吨公里 吨千米 tonnekilometre tonnekilometres tonkm tonnekm",
    "lm": "流明 lumen lumens",
    "klm": "千流明",
    "A": "安 安培 ampere amperes amp amps",
    "V": "伏 伏特 volt volts",
    "Ah": "安时 安培小时",
    "K": "开 开尔文 kelvin kelvins",
    "CNY": "元 人民币 人民币元 rmb yuan ¥",
    "piece": "件 个 只 台 套 支 盏 pc pcs pieces item items unit units",
    "%": "百分比 percent pct",
    "Nm3": "标准立方米 标立方米 标方",
    "kWp": "千瓦峰值 峰值千瓦",
}
_MASSES = {"kgCO2e": ("kg", "千克", "公斤"), "gCO2e": ("g", "克"), "tCO2e": ("t", "吨", "公吨")}
_EQUIVALENTS = (
    "co2e",
    "co2eq",
    "co2equ",
    "co2equiv",
    "co2equivalent",
    "co2equivalents",
    "co2当量",
    "二氧化碳当量",
)
#: Not the same thing, or not sure to be, but what is most likely meant.
_LIKELY = {
    "ton": "t",
    "tons": "t",
    "kgco2": "kgCO2e",
    "gco2": "gCO2e",
    "tco2": "tCO2e",
    "co2": "kgCO2e",
    "co2e": "kgCO2e",
}
#: Words of numbers that Chinese writes before a unit.
_TIMES = {"万": 10_000, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
_SIGNS = str.maketrans(
    {"×": "*", "⋅": "*", "·": "*", "•": "*", "∙": "*", "÷": "/", "∕": "/", "⁄": "/", "每": "/", "−": "-"}
)
_OPERATORS = re.compile(r"(\*\*|[*/()^])")
_NOISE = re.compile(r"[\s\-_.]+")
_MAX_LENGTH = 60


@frozen
class UnitHint:
    """What to write for a unit that is not known.

    `unit` is one of ours; `times` is what the number is multiplied by (`万kWh`: 10 000). `kind` is `width` where only
    full-width characters are in the way, `spelling` where the same unit is known by another spelling, `near` where it
    is the nearest known one.
    """

    unit: str
    kind: Literal["width", "spelling", "near"]
    times: int = 1

    def remedy(self, written: str) -> Phrase:
        """What to do about the unit as it was written."""
        if self.times != 1:
            return Phrase("unit.times", unit=self.unit, written=written, times=self.times)
        return Phrase(f"unit.{self.kind}", unit=self.unit, written=written)


@lru_cache(maxsize=1)
def _usual() -> Mapping[str, str]:
    known = {spelling: symbol for symbol, spellings in _USUAL.items() for spelling in spellings.split()}
    for symbol, masses in _MASSES.items():
        known |= {mass + equivalent: symbol for mass in masses for equivalent in _EQUIVALENTS}
    return known


def unit_hint(text: str) -> UnitHint | None:
    """What to write instead of a unit that is not known; None where nothing is near."""
    if len(text) > _MAX_LENGTH:
        return None
    plain = half_width(text.strip())
    if plain != text.strip() and _is_unit(plain):
        return UnitHint(plain, "width")
    known, times, pieces = True, 1, []
    below = False
    for piece in _pieces(text):
        if _OPERATORS.fullmatch(piece):
            below = piece == "/" or (below and piece != "*")
            pieces.append(piece)
            continue
        symbol, certain, factor = _symbol(piece)
        if symbol is None or (factor != 1 and below):
            return None
        known, times = known and certain, times * factor
        pieces.append(symbol)
    written = "".join(pieces)
    if not _is_unit(written):
        return None
    return UnitHint(written, "spelling" if known else "near", times)


def _pieces(text: str) -> Iterator[str]:
    """Unit symbols and operators of a text in plain characters."""
    plain = compatible(text.translate(_SIGNS))
    for piece in _OPERATORS.split(re.sub(r"\s+per\s+", "/", plain).translate(_SIGNS)):
        if piece.strip():
            yield piece.strip()


def _symbol(piece: str) -> tuple[str | None, bool, int]:
    """The symbol for a spelling, whether it is certainly that, and what the number is multiplied by."""
    if piece in symbols() or piece.isdigit():
        return piece, True, 1
    squeezed = _NOISE.sub("", piece)
    folded = squeezed.lower()
    if squeezed in symbols():
        return squeezed, True, 1
    if folded in _usual():
        return _usual()[folded], True, 1
    for word, times in sorted(_TIMES.items(), key=lambda item: -len(item[0])):
        if squeezed.startswith(word) and len(squeezed) > len(word):
            symbol, certain, more = _symbol(squeezed[len(word) :])
            return symbol, certain, times * more
    return _likely(folded), False, 1


def _likely(folded: str) -> str | None:
    if folded in _LIKELY:
        return _LIKELY[folded]
    by_letters = {s.lower(): s for s in reversed(symbols())}
    close = (
        [folded] if folded in by_letters else difflib.get_close_matches(folded, sorted(by_letters), 1, 0.75)
    )
    return by_letters[close[0]] if close else None


def _is_unit(text: str) -> bool:
    try:
        unit(text)
    except UnknownUnit:
        return False
    return True


def explained(error: UnknownUnit) -> UnknownUnit:
    """The same fault with what to write instead, where something is near."""
    hint = unit_hint(error.text)
    if hint:
        error.facts = facts_of({**dict(error.facts), "todo": hint.remedy(error.text)})
    return error
