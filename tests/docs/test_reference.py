"""The generated reference pages: those committed are what the code generates; rule pages show everything, as text."""

from __future__ import annotations

import json
import re
import shutil
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from lxml import html
from markdown import markdown as to_html

from ruleengine.cli.main import cli
from ruleengine.diagnostics.codes import CODES
from ruleengine.documents.reference import code_pages, rule_pages
from ruleengine.documents.reference_language import examples
from ruleengine.documents.reference_rules import as_piece, factor_table_page, rule_set_page
from ruleengine.formula import from_text, functions
from ruleengine.formula import nodes as n
from ruleengine.formula.units import Unit, symbols, unit
from ruleengine.program.from_resolved import compile_program
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program
from ruleengine.resolve.overlay import resolve
from ruleengine.ruleset.library import Library
from ruleengine.source.shape_rules import KINDS
from tests.conftest import Golden

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
DEMO = ROOT / "tests" / "inventory_template" / "rules"
PAGES = code_pages()
#: The Chinese titles of the sections that a rule set with every kind of element has.
HEADINGS = [
    "规则集", "范围", "功能单位或声明单位与系统边界", "方法规定", "输入", "参数", "计算公式", "前提", "要求",
    "资料来源",
]  # fmt: skip


def _program(root: Path, wanted: str) -> Program:
    library = Library(root)
    return compile_program(resolve(library, library.find(wanted)))


def _html(page: str) -> html.HtmlElement:
    """The page as the site shows it, without what is said about the page at its head."""
    page = re.sub(r"\A---\n.*?\n---\n", "", page, flags=re.DOTALL)
    element: html.HtmlElement = html.fromstring(
        f"<body>{to_html(page, extensions=['tables', 'toc', 'pymdownx.superfences'])}</body>"
    )
    return element


@pytest.mark.parametrize("path", PAGES)
def test_the_committed_page_is_what_the_code_generates(path: str, golden: Golden) -> None:
    """`ruleengine docs -o docs/reference` (or `--bless`) brings it up to date."""
    golden(REFERENCE / path, PAGES[path])


def test_nothing_else_is_committed_among_the_generated_pages() -> None:
    """Pages of the rule library are made when the site is built."""
    found = {p.relative_to(REFERENCE).as_posix() for p in REFERENCE.rglob("*") if p.is_file()}
    assert {p for p in found if not p.startswith("rules/")} == set(PAGES)


def test_every_diagnostic_code_has_one_anchor_and_its_texts() -> None:
    """The table lists all codes in groups, each once, with severity, title, cause and remedy."""
    page = _html(PAGES["diagnostics.md"])
    assert page.xpath("//td/a/@id") == [*CODES]
    for row in page.xpath("//tbody/tr"):
        code, *cells = [" ".join(cell.text_content().split()) for cell in row]
        expected = CODES[code]
        severity = "错误" if expected.severity == "error" else "警告"
        english = (expected.severity, expected.title, expected.cause, expected.remedy)
        shown = [en + zh for en, zh in zip(english, (severity, *expected.zh), strict=True)]
        assert cells == [" ".join(text.replace("`", "").split()) for text in shown]


def test_every_unit_is_listed_with_what_it_is_worth() -> None:
    """The number and base units of each line make the unit."""
    rows = re.findall(r"^\| `(\S+)` \| [^|]+ \| (.+) \|$", PAGES["units.md"], re.MULTILINE)
    assert tuple(symbol for symbol, _ in rows) == symbols()
    for symbol, worth in rows:
        found = unit(symbol)
        match = re.fullmatch(r"([0-9/ ]+?)(?: `(.+)`)?", worth)
        if match is None:
            assert worth == "base unit"
            assert (found.scale, str(Unit(found.dimension))) == (1, symbol)
        else:
            base = unit(match[2]) if match[2] else unit("1")
            assert Fraction(match[1].replace(" ", "")) * base.scale == found.scale
            assert base.dimension == found.dimension


def test_the_formula_language_page_has_every_construct() -> None:
    """Every kind of node, every operator, every function and every option of a function has an example."""
    formulas = [e["formula"] for e in examples()["operators"]]
    formulas += [e["formula"] for forms in examples()["functions"].values() for e in forms]
    parts = [part for formula in formulas for part in n.walk(from_text.parse(formula))]
    assert {type(p) for p in parts} == set(n.Node.__args__)
    used = {p.operator for p in parts if isinstance(p, n.Binary | n.Comparison | n.Logic)}
    assert used == {*from_text._BINARY.values(), *from_text._COMPARE.values(), "and", "or"}
    assert tuple(examples()["functions"]) == functions.CALLED.members
    calls = {(p.function, o) for p in parts if isinstance(p, n.Call) for o, _ in p.options}
    assert calls == {(f, o) for f, options in functions.OPTIONS.items() for o in options}
    page = _html(PAGES["formula-language.md"])
    assert page.xpath("//td[2]/code/text()") == formulas
    assert len(page.xpath("//td[5]/math")) == len(formulas)


@pytest.mark.parametrize("kind", KINDS)
def test_the_editor_schemas_are_schemas(kind: str) -> None:
    """Each kind of file has a schema that is valid and refuses an empty file."""
    schema = json.loads(PAGES[f"schema/{kind.replace('_', '-')}.schema.json"])
    Draft202012Validator.check_schema(schema)
    assert not Draft202012Validator(schema).is_valid({})


@pytest.mark.parametrize("wanted", ["iso14067", "gb/24067", "gb/lighting", "gb/plastics"])
def test_a_rule_page_shows_every_element(wanted: str) -> None:
    """Inputs with columns, parameters, formulas, requirements, provisions and sources; hash, status and grades."""
    program = _program(ROOT / "rules", wanted)
    resolved = program.resolved
    page = _html(rule_set_page(program))
    ids = set(page.xpath("//@id"))
    assert {f"inputs-{name}" for name in (*program.fields, *program.tables)} <= ids
    assert {f"inputs-{t.name}-{c}" for t in program.tables.values() for c in t.columns} <= ids
    assert {f"parameters-{name}" for name in program.parameters} <= ids
    assert {f"provisions-{e.id}" for e in resolved.section("provisions")} <= ids
    assert {f"source-{e.id}" for e in resolved.section("sources")} <= ids
    assert {f"requirement-{r.id}" for r in program.requirements} <= ids
    figures = (s for s in (*program.steps, *program.indicators) if s.kind != "when")
    assert {f"formula-{s.name}" for s in figures} <= ids
    text = page.text_content()
    assert resolved.fingerprint.removeprefix("sha256:") in text
    assert "草案 draft" in text
    for requirement in program.requirements:
        row = page.get_element_by_id(f"requirement-{requirement.id}")
        assert (requirement.check is None) == (not row.xpath(".//div[@class='check']/math"))
        assert row.xpath(".//span[contains(@class, 'grade')]")
    for element in resolved.section("parameters"):
        row = page.get_element_by_id(f"parameters-{element.id}")
        assert row.xpath(".//a/@href") == [f"#source-{element.text('source')}"]
    inside = {f"#{i}" for i in ids}
    assert {h for h in page.xpath("//a/@href") if h.startswith("#")} <= inside


def test_a_factor_table_page_shows_every_row() -> None:
    """Keys, values, the grade of each row's source, hash and nature; a value that is not known is no zero."""
    library = Library(ROOT / "rules")
    table = library.table(library.find("gb/factors/fuels"))
    page = _html(factor_table_page(table))
    rows = page.xpath("//table[1]/tbody/tr")
    assert [row[0].text_content() for row in rows] == [key[0] for key in table.rows]
    for row, cells in zip(rows, table.rows.values(), strict=True):
        shown = [row[2 + i].text_content() for i in range(len(cells))]
        assert [s == "—" for s in shown] == [value is None for value in cells.values()]
    assert table.fingerprint.removeprefix("sha256:") in page.text_content()


def test_texts_of_a_rule_set_stay_texts() -> None:
    """Markup, Markdown and template signs in titles and labels are shown, never obeyed."""
    program = _program(DEMO, "demo/every-input")
    page = _html(rule_set_page(program))
    assert page.xpath("//script") == []
    assert page.xpath("//img") == []
    assert page.xpath("//h1//i | //h1//em | //h1//a | //h1//code") == []
    title = str(program.resolved.own.header["title"]["en"])
    assert page.xpath("//h1")[0].text_content().endswith(title)
    text = " ".join(page.text_content().split())
    for shown in ("<img src=x onerror=alert(2)> stays text.", "(<script>).", "# not a heading - not a list"):
        assert shown in text
    assert [h.text_content().split()[0] for h in page.xpath("//h2")] == HEADINGS


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        ("gb/electronics@0.2.0", ("biogenic_carbon", "facility_overhead")),
        ("gb/engines@0.2.0", ("materials-biogenic_carbon", "use_fuels-biogenic_share")),
    ],
)
def test_a_rule_page_shows_what_inputs_and_columns_rest_on(wanted: str, rows: tuple[str, ...]) -> None:
    program = _program(ROOT / "rules", wanted)
    page, due = _html(rule_set_page(program)), {}
    for element in program.resolved.section("inputs"):
        columns = as_map(element.fields.get("columns"))
        said = {element.id: element.fields, **{f"{element.id}-{c}": as_map(f) for c, f in columns.items()}}
        due |= {name: fields for name, fields in said.items() if {"source", "basis"} & fields.keys()}
    assert set(rows) <= due.keys()
    shown = {tr.get("id") for tr in page.xpath("//tr[starts-with(@id, 'inputs-')][.//span[@class='bars']]")}
    assert shown == {f"inputs-{name}" for name in due}
    for name, fields in due.items():
        (row,) = page.xpath(f"//tr[@id='inputs-{name}']")
        assert [a.text_content() for a in row.xpath(".//a")] == [fields["source"]] * ("source" in fields), (
            name
        )


def test_a_rule_page_shows_what_is_meant_although_it_is_warned_of() -> None:
    program = _program(ROOT / "rules", "gb/furniture@0.2.0")
    meant = {e.name: e.fields["meant"] for e in program.resolved.elements.values() if "meant" in e.fields}
    assert meant
    page = _html(rule_set_page(program))
    (heading,) = page.xpath("//h2[starts-with(., '确属有意之处')]")
    rows = heading.xpath("following-sibling::table[1]/tbody/tr")
    told = [[cell.text_content() for cell in row] for row in rows]
    due = [(name, code, because) for name, codes in meant.items() for code, because in codes.items()]
    assert [(element, code) for element, code, _ in told] == [(name, code) for name, code, _ in due]
    assert all(b["zh"] in text and b["en"] in text for (_, _, text), (_, _, b) in zip(told, due, strict=True))


def test_the_html_of_a_rule_page_has_no_empty_line() -> None:
    """An empty line ends a block of HTML for a reader of Markdown."""
    after_empty = [
        line
        for before, line in pairwise(rule_set_page(_program(ROOT / "rules", "gb/lighting")).splitlines())
        if before == ""
    ]
    assert len(after_empty) > 2 * len(HEADINGS)
    for line in after_empty:
        assert not line.startswith(("</", "<tr", "<td", "<tbody", "<thead", "<dt", "<dd"))


def test_the_command_writes_all_pages_and_the_same_again(tmp_path: Path) -> None:
    """One file a rule set and table with an index that links them; a second run gives the same bytes."""
    rules = tmp_path / "rules"
    shutil.copytree(DEMO, rules)
    shutil.copytree(ROOT / "rules" / "iso14067", rules / "iso14067")
    made = []
    for name in ("first", "second"):
        done = CliRunner().invoke(cli, ["docs", "-o", str(tmp_path / name), "--rules", str(rules)])
        assert done.exit_code == 0, done.output
        files = sorted(p for p in (tmp_path / name).rglob("*") if p.is_file())
        made.append({p.relative_to(tmp_path / name).as_posix(): p.read_bytes() for p in files})
        assert done.output == f"{len(files)} files written to {(tmp_path / name).as_posix()}\n"
    assert made[0] == made[1]
    assert set(made[0]) == {*PAGES, *dict(rule_pages(Library(rules)))}
    index = made[0]["rules/index.md"].decode()
    links = {f"rules/{target}" for target in re.findall(r"\]\(([^)]+)\)", index)}
    assert links == {p for p in made[0] if p.startswith("rules/")} - {"rules/index.md"}


def test_links_between_rule_pages_lead_to_pages() -> None:
    """Every relative link of a page names a file that is generated too."""
    pages = dict(rule_pages(Library(DEMO)))
    pages["rules/deep/er.md"] = "[x](../demo/factors-1.0.0.md)"
    for path, text in pages.items():
        for target in re.findall(r"\]\(([^)#]+\.md)\)", text):
            resolved = (Path("/") / path).parent / target
            assert resolved.resolve().relative_to("/").as_posix() in pages


def test_nothing_in_a_piece_of_html_begins_a_block_of_code() -> None:
    assert as_piece("<p>\n\n~~~ x\n``` y</p>") == "<p>\n&#126;&#126;&#126; x\n&#96;&#96;&#96; y</p>"
