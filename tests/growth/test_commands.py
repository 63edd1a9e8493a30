"""Commands on rule sets with very many of one thing: counted work grows with their number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from ruleengine.check.new_ruleset import new_files
from ruleengine.cli.main import cli
from ruleengine.inventory.template import inventory_template
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import Reference, Version
from tests.growth.counting import MOST, growth, work
from tests.library_builder import compiled, factor_table, inventory_text, rule_set, texts, write_library

EMISSION = {"e": "(a + sum(rows.mass)) * f"}
INPUTS = {
    "a": "kg",
    "rows": {"id": "!id", "mass": "kg", "source": "@data_sources?"},
    "data_sources": {"id": "!id", "primary": "boolean"},
}
BOOK = {"title": texts("book"), "publisher": "maker", "year": 2024, "grade": "assumption"}


def _chain(n: int) -> dict[str, object]:
    return {f"q{i}": ("kg", f"a + q{i - 1}" if i else "a") for i in range(n)}


#: What there may be very many of, as sections of a rule set.
KINDS: dict[str, Callable[[int], dict[str, object]]] = {
    "rows": lambda n: {},
    "quantities": lambda n: {"quantities": _chain(n), "emissions": {"e": f"q{n - 1} * f"}},
    "emissions": lambda n: {"emissions": {f"e{i}": "a * f" for i in range(n)}},
    "requirements": lambda n: {
        "quantities": _chain(n),
        "emissions": {"e": f"q{n - 1} * f"},
        "requirements": {f"r{i}": f"q{i} >= 0 * a" for i in range(n)},
    },
    "sources": lambda n: {
        "sources": {"book": BOOK, **{f"s{i}": BOOK for i in range(n)}},
        "requirements": {f"r{i}": {"check": "a >= 0 * a", "source": f"s{i}"} for i in range(n)},
    },
}
#: Commands, each with the kinds that it has most to do with.
COMMANDS: dict[str, tuple[str, ...]] = {
    "validate": ("requirements", "sources"),
    "show test/product --resolved --origin": ("requirements",),
    "show test/product --canonical": ("quantities",),
    "template test/product -o OUT.yaml": ("quantities",),
    "template test/product --assessment -o OUT.yaml": ("requirements",),
    "calculate test/product INVENTORY": ("rows", "requirements"),
    "calculate test/product INVENTORY --explain": ("rows", "requirements"),
    "calculate test/product INVENTORY --format json": ("rows", "emissions"),
    "uncertainty test/product INVENTORY --draws 100": ("rows", "emissions"),
    "sensitivity test/product INVENTORY": ("rows", "emissions"),
    "checklist test/product --inventory INVENTORY --format html -o OUT": ("requirements", "sources"),
    "docs -o OUT": ("requirements",),
    "format --check RULES": ("quantities",),
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int], tuple[Path, Path]]:
    """The library and the inventory of a kind and a size, made once."""
    made: dict[tuple[str, int], tuple[Path, Path]] = {}

    def of(kind: str, n: int) -> tuple[Path, Path]:
        if (kind, n) not in made:
            folder = tmp_path_factory.mktemp("sizes")
            sections = {"inputs": INPUTS, "parameters": {"f": "2 kgCO2e/kg"}, "emissions": EMISSION}
            library = write_library(folder, rule_set(**sections | KINDS[kind](n)))
            rows = [
                {"id": f"p{i}", "mass": "1 kg", "source": f"s{i}"} for i in range(n if kind == "rows" else 1)
            ]
            sources = [{"id": row["source"], "primary": True} for row in rows]
            values = {"a": "1 kg", "rows": rows, "data_sources": sources}
            file = folder / "inventory.yaml"
            file.write_text(inventory_text(compiled(library), values), encoding="utf-8")
            made[kind, n] = folder / "rules", file
        return made[kind, n]

    return of


PAIRS = [(command, kind) for command, kinds in COMMANDS.items() for kind in kinds]


@pytest.mark.parametrize(("command", "kind"), PAIRS, ids=[f"{c.split(' -o')[0]}, {k}" for c, k in PAIRS])
def test_the_work_of_a_command_grows_with_what_it_is_given(
    command: str, kind: str, prepared: Callable[[str, int], tuple[Path, Path]], tmp_path: Path
) -> None:
    """From the second doubling on: what does not depend on the size is in none of the differences."""

    def work_of(n: int, name: str) -> int:
        rules, file = prepared(kind, n)
        words = command.replace("OUT", str(tmp_path / name)).replace("INVENTORY", str(file))
        words = words.replace("RULES", str(rules / "test/product/1.0.0.yaml"))
        found = []
        counted = work(
            lambda: found.append(
                CliRunner(env={"RULEENGINE_RULES": str(rules)}).invoke(
                    cli, words.split(), prog_name="ruleengine"
                )
            )
        )
        assert found[0].exit_code == (1 if command.startswith("format") else 0), found[0].output
        return counted

    work_of(10, "first")
    small, middle, large = (work_of(n, f"of{n}") for n in (10, 20, 40))
    assert large - middle <= MOST * (middle - small)


def test_inputs_that_take_their_values_from_one_long_table(tmp_path: Path) -> None:
    def listing(n: int) -> Callable[[], object]:
        rows = [[f"k{i}", "all", 1] for i in range(n)]
        library = write_library(
            tmp_path / str(n),
            rule_set(
                inputs={"a": "kg"} | {f"k{i}": {"type": "text", "values_of": "grid.kind"} for i in range(n)},
                tables={"grid": {"table": "test/grid@1.0.0", "label": texts("grid")}},
                emissions={"e": "a * grid[k0, 'all']"},
            ),
            factor_table("test/grid@1.0.0", ["kind", "part"], {"factor": "kgCO2e/kg"}, rows),
        )
        return lambda: inventory_template(compiled(Library(library.root)))

    assert growth(listing, 120) <= MOST
    text = str(listing(120)())
    assert text.count("#   k119") == 1
    assert text.count("#   取值同 the values of k0") == 119


def test_a_new_example_meets_a_precondition_by_what_it_rests_on(tmp_path: Path) -> None:
    """Only the inputs behind its quantity are tried: the others would each be a calculation of all."""

    def new(n: int) -> Callable[[], object]:
        library = write_library(
            tmp_path / str(n),
            rule_set(
                inputs={"a": "kg"} | {f"no{i}": "boolean" for i in range(n)} | {"spare": "boolean"},
                parameters={"f": "2 kgCO2e/kg"},
                quantities={"whole": "not spare"},
                must={"m": "whole"},
                emissions={"e": "a * f"},
            ),
        )
        sources, base = Library(library.root).holdings.sources, Reference("test/product", Version(1, 0, 0))
        return lambda: new_files(sources, "acme/own", base)

    assert growth(new, 60) <= MOST
    assert "spare: false" in str(new(60)())
