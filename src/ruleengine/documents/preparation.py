"""From a view to what the templates take: cleaned text, typeset numbers and units, charts with their descriptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

import yaml

from ruleengine.diagnostics.field_words import NATURES, STANDARD_STAGES, STATUSES, as_labels
from ruleengine.documents.charts import Bar, bar_chart, narrow_bar_chart
from ruleengine.documents.errors import DocumentError
from ruleengine.documents.kinds import kind_named
from ruleengine.documents.notation import clean_text, number_text, share_text, unit_text
from ruleengine.formula.math_boxes import Box
from ruleengine.formula.print_mathml import printed_mathml
from ruleengine.formula.print_typst import typst
from ruleengine.ruleset.basis import BASES
from ruleengine.run.labels import ACTIVITY_LABELS, GRADE_LABELS, VERB_LABELS, VERDICT_LABELS

#: The notation in which formulas are printed.
FormulaNotation: TypeAlias = Literal["mathml", "typst"]
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

FOLDER = Path(__file__).resolve().parent
LANGUAGES = {"zh": ("zh",), "en": ("en",), "both": ("zh", "en")}
_VERBATIM = frozenset({"mathml", "typst", "hash", "printed_hash", "id", "kind", "lang", "version"})
_SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", "==": "=", "<": "<", ">": ">", "=": "="}


@cache
def phrases() -> dict[str, Json]:
    """The phrases by section and name, each a pair `{zh, en}`; verbs, verdicts and others as the terminal has them."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (FOLDER / "phrases.yaml").read_text(encoding="utf-8")
    found: dict[str, Json] = yaml.load(text, Loader=loader)
    labels: dict[str, Mapping[str, Mapping[str, str]]] = {
        "verb": VERB_LABELS, "verdict": VERDICT_LABELS, "grade": GRADE_LABELS, "nature": as_labels(NATURES),
        "standard_stage": as_labels(STANDARD_STAGES), "status": as_labels(STATUSES), "activity": ACTIVITY_LABELS,
    }  # fmt: skip
    labels |= {
        "basis": as_labels({k: b.words for k, b in BASES.items()}),
        "basis_meaning": as_labels({k: b.meaning for k, b in BASES.items()}),
    }
    return found | {section: {k: dict(v) for k, v in named.items()} for section, named in labels.items()}


def _mapping(node: object, path: str) -> Mapping[str, object]:
    if not isinstance(node, Mapping):
        raise DocumentError("E808.no_map", path=path)
    return node


def _sequence(node: object, path: str) -> Sequence[object]:
    if not isinstance(node, list | tuple):
        raise DocumentError("E808.no_list", path=path)
    return node


def _typeset(key: str, item: str, lang: str) -> str:
    """A text of the view as it is printed."""
    if key in _VERBATIM:
        return item
    if key == "unit":
        return clean_text(unit_text(item, lang))
    if key == "value":
        return clean_text(number_text(item))
    if key == "sign":
        return _SIGNS.get(item, item)
    return clean_text(item)


def _prepared(node: object, key: str, lang: str, notation: FormulaNotation) -> Json:
    """A plain copy of a part of the view, its texts typeset and its formulas printed in a notation."""
    if isinstance(node, str):
        return _typeset(key, node, lang)
    if isinstance(node, Mapping):
        shown = _printed(node, notation) if "box" in node else node
        return {str(name): _prepared(item, str(name), lang, notation) for name, item in shown.items()}
    if isinstance(node, list | tuple):
        return [_prepared(item, key, lang, notation) for item in node]
    if key in ("share", "deviation") and isinstance(node, int | float):
        return share_text(node)
    if node is None or isinstance(node, bool | int | float):
        return node
    raise DocumentError("E808.not_plain", kind=type(node).__name__, name=key)


def _printed(expression: Mapping[str, object], notation: FormulaNotation) -> Mapping[str, object]:
    """An expression of a view with its boxes printed; other parts of a view as they are."""
    box = expression.get("box")
    if not isinstance(box, Box):
        return expression
    others = {name: item for name, item in expression.items() if name not in ("box", "displayed")}
    if notation == "typst":
        return {**others, "typst": typst(box)}
    return {**others, "mathml": printed_mathml(box, displayed=expression["displayed"] is True)}


def _labels(pair: object, languages: Sequence[str]) -> tuple[str, str]:
    """The first and the second line of a bar's label."""
    texts = [clean_text(str(_mapping(pair, "label")[language])) for language in languages]
    return texts[0], texts[1] if len(texts) > 1 and texts[1] != texts[0] else ""


def _note(item: Mapping[str, object], second: str, languages: Sequence[str]) -> str:
    """The small line below a label: the second language, and the stage of a contributor."""
    stage = _labels(item["stage"], languages[-1:])[0] if "stage" in item else ""
    return " ⋅ ".join(text for text in (second, stage) if text)


def _bars(parts: Sequence[object], languages: Sequence[str]) -> list[Bar]:
    bars = []
    for part in parts:
        item = _mapping(part, "result")
        label, second = _labels(item["label"], languages)
        share = item["share"]
        bars.append(
            Bar(
                label=label,
                note=_note(item, second, languages),
                value=float(str(item["value"])),
                text=number_text(str(item["value"])),
                share=share_text(share) if isinstance(share, int | float) else "",
            )
        )
    return bars


def _description(name: str, bars: Sequence[Bar], unit: str, languages: Sequence[str]) -> str:
    """What a chart shows, in words."""
    chart = _mapping(_mapping(phrases()["chart"], "chart")[name], name)
    lead = "".join(str(chart[language]) for language in languages)
    items = [f"{bar.label} {bar.text} {unit}" + (f" ({bar.share})" if bar.share else "") for bar in bars]
    return lead + "; ".join(items)


def _chart(parts: object, name: str, unit: str, languages: Sequence[str]) -> Json:
    """A chart in its wide and its narrow form with its description, or null where there is nothing to draw."""
    bars = _bars(_sequence(parts, "result"), languages)
    if not bars:
        return None
    share = _mapping(_mapping(phrases()["column"], "column")["share"], "share")
    title = _description(name, bars, unit, languages)
    heading = " ".join(str(share[language]) for language in languages)
    return {
        "wide": bar_chart(bars, unit=unit, share_title=heading, title=title),
        "narrow": narrow_bar_chart(bars, unit=unit, title=title),
        "alt": title,
    }


def _charts(view: Mapping[str, object], lang: str) -> Json:
    if view["result"] is None:
        return None
    result = _mapping(view["result"], "result")
    unit = unit_text(str(_mapping(result["per_unit"], "per_unit")["unit"]), lang)
    return {
        "stages": _chart(result["stages"], "stages_alt", unit, LANGUAGES[lang]),
        "contributors": _chart(result["contributors"], "contributors_alt", unit, LANGUAGES[lang]),
    }


def prepare(view: Mapping[str, object], notation: FormulaNotation = "mathml") -> dict[str, Json]:
    """The view as the templates take it, with `langs` (a list of zh, en) and `charts` added.

    Raises DocumentError when the view is not of a known kind or language, or is not plain data.
    """
    kind, lang = kind_named(view.get("kind")), view.get("lang")
    if not isinstance(lang, str) or lang not in LANGUAGES:
        raise DocumentError("E808.language", language=str(lang), known=tuple(LANGUAGES))
    missing = [name for name in kind.keys if name not in view]
    if missing:
        raise DocumentError("E808.missing_keys", names=tuple(missing))
    prepared = {name: _prepared(item, name, lang, notation) for name, item in view.items()}
    try:
        prepared["charts"] = _charts(view, lang) if "result" in view else None
    except (KeyError, ValueError) as error:
        raise DocumentError("E808.not_drawn", problem=str(error)) from error
    prepared["langs"] = list(LANGUAGES[lang])
    return prepared
