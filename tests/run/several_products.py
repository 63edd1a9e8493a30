"""A small rule set with preconditions: a process that makes several products, one of them the declared one."""

from __future__ import annotations

from tests.library_builder import texts

#: A process with several products, and what becomes of them.
INPUTS = {
    "products": {"name": "text", "declared": "boolean", "share": "%?", "recycled": "1", "burnt": "1"},
    "power": "kWh",
    "losses": "%?",
}
MUST = {
    "one-declared": {
        "clause": "4.1",
        "text": {"zh": "应恰有一个所声明的产品。", "en": "Exactly one product shall be the declared one."},
        "check": "count(products, where=products.declared) == 1",
    },
    "shares-add-up": {
        "clause": "4.2",
        "text": {"zh": "各产品的份额之和应为{whole}。", "en": "The shares of all products shall add up to {whole}."},
        "check": "sum(products.share) == whole",
    },
    "recycled-and-burnt": {
        "clause": "4.3",
        "text": {"zh": "R2与R3之和不应超过{all_of_it}。", "en": "R2 and R3 together shall not exceed {all_of_it}."},
        "check": "products.recycled + products.burnt <= all_of_it",
    },
    "losses-below-all": {"text": texts("losses below all"), "check": "losses < whole"},
}  # fmt: skip
SECTIONS = {
    "inputs": INPUTS,
    "parameters": {"whole": "100 %", "all_of_it": "1 1", "grid": "2 kgCO2e/kWh"},
    "quantities": {"per_declared": ("kWh", "power / count(products, where=products.declared)")},
    "emissions": {"use": "grid * per_declared"},
    "must": MUST,
}
#: Preconditions over tables that need not be given: of one nothing may be said, the other applies above a limit only.
TABLES = {
    "inputs": {
        "mass": "kg",
        "least": "kg?",
        "parts": {"required": False, "columns": {"m": "kg", "n": "kg"}},
        "spare": {"when": "mass > ten", "required": False, "columns": {"m": "kg", "n": "kg"}},
    },
    "parameters": {"ten": "10 kg", "ef": "1 kgCO2e/kg"},
    "emissions": {"e": "mass * ef"},
    "must": {
        "parts-fit": "parts.m < parts.n",
        "spare-fit": "spare.m < spare.n",
        "least-fits": "least < mass",
    },
}
#: Values, and what comes of the preconditions over tables.
_FITS = [{"m": 1, "n": 2}]
TOLD: list[tuple[dict[str, object], tuple[str, str]]] = [
    ({"mass": 1}, ("not_evaluated", "not_applicable")),
    ({"mass": 20}, ("not_evaluated", "not_evaluated")),
    ({"mass": 20, "parts": [], "spare": []}, ("met", "met")),
    ({"mass": 1, "parts": [], "spare": []}, ("met", "not_applicable")),
    ({"mass": 20, "parts": _FITS, "spare": _FITS}, ("met", "met")),
    ({"mass": 1, "parts": _FITS, "spare": _FITS}, ("met", "not_applicable")),
]
GOOD = [
    {"name": "crates", "declared": True, "share": 70, "recycled": "0.25", "burnt": "0.75"},
    {"name": "sprue", "declared": False, "share": 30, "recycled": 0, "burnt": 0},
]


def changed(row: int, **cells: object) -> list[dict[str, object]]:
    """The good rows with one of them changed."""
    return [{**r, **cells} if i == row else r for i, r in enumerate(GOOD)]
