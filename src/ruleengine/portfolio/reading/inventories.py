"""The products of CSV files one by one, as the inventories that single runs calculate: read as a batch reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import evolve

from ruleengine.diagnostics import Place, Refused, Report, nearest_name
from ruleengine.memory import require_memory_for_arrow
from ruleengine.program.program import Program
from ruleengine.source.document import Document
from ruleengine.source.paths import ending_of, is_file
from ruleengine.source.temporary import no_temporary_file

#: More products than this are for a batch.
_MOST = 1000


def is_tables(path: Path) -> bool:
    """Whether a path is a portfolio of CSV: a `.csv` file, or a folder with `products.csv`."""
    return ending_of(path) == ".csv" or is_file(path / "products.csv")


def named_in(path: Path) -> Iterator[tuple[str, Place]]:
    """The rule sets that the products of CSV files name, each with the place of the first that does."""
    require_memory_for_arrow()
    from ruleengine.portfolio.files.named_rule_sets import named_by

    return named_by(path)


def inventories_of(path: Path, program: Program, shown: str | None = None) -> Iterator[Document | Refused]:
    """Each product as the document of an inventory, named by its id, or why it has no usable id.

    Raises `Refused` where the files cannot be used, or have more products than single runs are for (E615).
    """
    require_memory_for_arrow()
    from ruleengine.portfolio.files.portfolio_file import open_portfolio
    from ruleengine.portfolio.files.staging import stage
    from ruleengine.portfolio.reading.single_products import id_faults, product_documents

    name = shown or path.as_posix()
    with TemporaryDirectory(prefix="ruleengine-", ignore_cleanup_errors=True) as folder:
        try:
            staged = stage(path, program, Path(folder), False)
        except OSError as error:
            raise no_temporary_file(error, folder) from None
        portfolio = open_portfolio(staged, name, program)
        if portfolio.products > _MOST:
            report = Report()
            report.tell("E615.many", Place(name), file=name, count=portfolio.products, most=_MOST)
            raise Refused(report.items)
        if not portfolio.products:
            report = Report()
            report.tell("E615.no_products", Place(name), file=name)
            raise Refused(report.items)
        repeated = portfolio.repeated_ids()
        size = portfolio.block_products(None)
        spans = portfolio.spans(size)
        for span, batch in portfolio.blocks(spans, size, frozenset(s.number for s in spans)):
            rows = range(span.first + 1, span.first + batch.num_rows + 1)
            for document in product_documents(batch, portfolio.layout, name, rows):
                identity = str(document.data["inventory"]) if isinstance(document.data, dict) else ""
                faults = id_faults(identity, repeated, document.place(("inventory",)))
                named = {"product": {"name": {"zh": identity, "en": identity}}}
                data = {**named, **document.data} if isinstance(document.data, dict) else document.data
                yield Refused(faults) if faults else evolve(document, data=data, alone=True)


def one_of(
    path: Path, program: Program, wanted: str | None = None, shown: str | None = None
) -> Path | Document:
    """The inventory at a path: a file as it is; of a portfolio of CSV the only product, or the one with an id.

    Raises `Refused` where there is no such product, or none or several and no id is given.
    """
    if not is_tables(path):
        return path
    name, report = shown or path.as_posix(), Report()
    found = list(inventories_of(path, program, shown))
    products = {d.data["inventory"]: d for d in found if isinstance(d, Document) and isinstance(d.data, dict)}
    known = tuple(products)
    if wanted is not None and wanted not in products:
        near = nearest_name(wanted, known)
        report.tell("E615.no_product", Place(name), file=name, id=wanted, known=known, nearest=near)
    elif wanted is None and len(found) > 1:
        report.tell("E615.several", Place(name), file=name, count=len(found), known=known)
    elif isinstance(found[0], Refused) and wanted is None:
        raise found[0]
    report.stop_on_errors()
    return products[known[0] if wanted is None else wanted]
