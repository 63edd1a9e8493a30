"""Whether the products of a portfolio are accepted under a version: all of them, by the kernel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from ruleengine.compare.impact.inventories import as_portfolio
from ruleengine.compare.impact.runs import EXPLAINED, RefusalReason, refused_products
from ruleengine.diagnostics import Diagnostic, Refused
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.program.program import Program


@frozen
class TriedReason:
    """Why products are refused: the reason, of how many products, and what is said of the first."""

    reason: RefusalReason
    products: int
    said: Mapping[str, str]


@frozen
class Trial:
    """How many products a version accepts, and why not the others; `faults` say why it can read none of them."""

    reference: str
    products: int = 0
    accepted: int = 0
    reasons: tuple[TriedReason, ...] = ()
    faults: tuple[Diagnostic, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether every product is accepted."""
        return not self.faults and self.accepted == self.products

    def data(self) -> dict[str, object]:
        """The trial as JSON-able data."""
        return {
            "ruleset": self.reference, "products": self.products, "accepted": self.accepted,
            "reasons": [
                {"code": r.reason.code, "element": r.reason.element, "products": r.products, **r.said}
                for r in self.reasons
            ],
            "faults": [d.data() for d in self.faults],
        }  # fmt: skip


def tried(program: Program, portfolio: Path, folder: Path, shown: str) -> Trial:
    """A portfolio calculated under a program; `folder` is for what is written, `shown` what the portfolio is called."""
    reference = str(program.resolved.reference)
    folder.mkdir()
    try:
        given, _ = as_portfolio(portfolio, folder)
        rejects = folder / "rejects.jsonl"
        found = calculate_portfolio(
            program, given, folder / "results.parquet", rejects=rejects, kept=False, explained=EXPLAINED
        )
    except Refused as refused:
        return Trial(reference, faults=tuple(d.of_file(given.as_posix(), shown) for d in refused.diagnostics))
    refused_ones, said = refused_products(rejects)
    counted = Counter(reason for product in refused_ones for reason in product.reasons)
    reasons = tuple(TriedReason(r, n, said[r]) for r, n in counted.most_common())
    return Trial(reference, found.products, found.results, reasons)
