"""Everything an inventory may get wrong: code, place, expected, found, suggestion; all at once in one file.

The exact words of the messages are in `tests/refused/inventory`; here it is enough that they name what is wrong.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.diagnostics import as_text
from tests.examples import examples
from tests.inventory.sample import INPUTS, sample
from tests.library_builder import as_yaml, inventory_text, product, read


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    return product(tmp_path_factory.mktemp("library"), inputs=INPUTS)


def found_in(program, values, **header):
    text = inventory_text(program, values, **header)
    inventory, report = read(program, text)
    return inventory, list(report.items), text.splitlines()


def test_the_sample_is_sound(program) -> None:
    inventory, items, _ = found_in(program, sample())
    assert items == []
    assert inventory is not None


N = None
# Changes to the sample, code, what the message names, the line that is meant, expected, found, suggestion.
CASES = [
    (sample(colour="red"), "E601", "`test/product@1.0.0` has no input `colour`", "colour: red", N, N, N),
    (sample(mas="1 kg"), "E601", "`test/product@1.0.0` has no input `mas`", "mas: 1 kg", N, N, "did you mean `mass`?"),
    (sample(parts=[{"id": "a", "lenght": "1 m"}]), "E601", "the table `parts` has no column `lenght`",
     "lenght: 1 m", "`id`, `length`, `weight`", N, "did you mean `length`?"),
    (sample(mass={"value": "1 kg", "src": "bill", "source": "bill"}), "E601", "a value has no `src`", "src: bill",
     "`value`, `source`, `note`, `uncertainty`", N, "did you mean `source`?"),
    (sample(mass={"value": "3 kWh", "source": "bill"}), "E602", "`mass` is given in `kWh`", "value: 3 kWh",
     "`kg`, mass", "`kWh`, energy", N),
    (sample(parts=[{"id": "a", "length": "2 kg"}]), "E602", "`length` is given in `kg`", "length: 2 kg",
     "`m`, length", "`kg`, mass", N),
    (sample(mass={"value": "3 %", "source": "bill"}), "E602", "`mass` is given in `%`", "value: 3 %",
     "`kg`, mass", "`%`, a plain number", N),
    (sample(mass={"value": "0 g", "source": "bill"}), "E603", "`mass` is 0 `kg`", "value: 0 g", "above 0, at most 100",
     N, N),
    (sample(mass={"value": "100001 g", "source": "bill"}), "E603", "`mass` is 100.001 `kg`", "value: 100001 g",
     "above 0, at most 100", N, N),
    (sample(parts=[{"id": "a", "length": -1}]), "E603", "`length` is -1 `m`", "length: -1", "at least 0", N, N),
    (sample(mass={"value": 10**34 + 1, "source": "bill"}), "E603", "`mass` has more digits than can be calculated with",
     f"value: {10**34 + 1}", N, N, N),
    (sample(mass=True), "E604", "`mass`", "mass: true", "a number in `kg`", N, N),
    (sample(mass=[1]), "E604", "`mass`", "- 1", "a number in `kg`", N, N),
    (sample(mass="heavy"), "E604", "`mass`: `heavy` is not a number with a unit, such as `812 g`", "mass: heavy",
     "a number in `kg`", N, N),
    (sample(mass="3 lbs"), "E602", "`mass`: `lbs` is not a unit", "mass: 3 lbs", "`kg`, mass", N, N),
    (sample(mass="3 KG"), "E602", "`mass`: `KG` is not a unit", "mass: 3 KG", "`kg`, mass", N, "did you mean `kg`?"),
    (sample(mass="1,5e3 kg"), "E604", "`mass`: `1,5e3 kg` has a comma before its decimals", "mass: 1,5e3 kg",
     "a number in `kg`", N, "write `1.5e3 kg`"),
    (sample(battery="true"), "E604", "`battery`", "battery: 'true'", "`true` or `false`", N, N),
    (sample(battery=1), "E604", "`battery`", "battery: 1", "`true` or `false`", N, N),
    (sample(name=3), "E604", "`name`", "name: 3", "a text of 1 to 500 characters", N, N),
    (sample(name="  "), "E604", "`name`", "name: '  '", "a text of 1 to 500 characters", N, N),
    (sample(name="x" * 501), "E604", "`name`", f"name: {'x' * 501}", "a text of 1 to 500 characters", N, N),
    (sample(parts="none"), "E604", "`parts`", "parts: none", "a list of rows", N, N),
    (sample(parts={"id": "a"}), "E604", "`parts`", "id: a", "a list of rows", N, N),
    (sample(parts=["a"]), "E604", "a row of `parts` is a map of its columns", "- a",
     "a map with `id`, `length`, `weight`", N, N),
    (sample(mass=None), "E605", "`mass` is missing", "mass: null", "a number in `kg`", N, N),
    (sample(mass={"source": "bill"}), "E605", "`mass` is missing", "source: bill", "a number in `kg`", N, N),
    (sample(parts=[{"length": "1 m"}]), "E605", "`id` is missing", "- length: 1 m", "a text of 1 to 500 characters",
     N, N),
    (sample(parts=None), "E605", "the table `parts` is missing", "parts: null",
     "a list of rows; `[]` where there are none", N, N),
    (sample(market="us"), "E606", "`us` is not a value of `market`", "market: us", "`cn`, `eu`", N, N),
    (sample(market="CN"), "E606", "`CN` is not a value of `market`", "market: CN", "`cn`, `eu`", N, N),
    (sample(uses=[{"part": "screw"}]), "E607", "`screw` is not a row of `parts`", "- part: screw",
     "`case`, `lid`", N, N),
    (sample(uses=[{"part": "cas"}]), "E607", "`cas` is not a row of `parts`", "- part: cas", "`case`, `lid`", N,
     "did you mean `case`?"),
    (sample(mass={"value": "1 kg", "source": "bil"}), "E607", "`bil` is not a row of `data_sources`", "source: bil",
     "`bill`", N, "did you mean `bill`?"),
    (sample(parts=[{"id": "case", "length": {"value": "1 m", "source": "nowhere"}}]), "E607",
     "`nowhere` is not a row of `data_sources`", "source: nowhere", "`bill`", N, N),
    (sample(parts=[{"id": "case"}, {"id": "lid"}, {"id": "case"}]), "E608", "two rows of `parts` have the key `case`",
     "- id: case", N, N, N),
    (sample(data_sources=[]), "E609", "`data_sources` has 0 rows, at least 1 are due", "data_sources: []", N, N, N),
    (sample(mass="not applicable"), "E611", "`mass` may not be declared not applicable", "mass: not applicable",
     N, N, N),
    (sample(mass="不适用"), "E611", "`mass` may not be declared not applicable", "mass: 不适用", N, N, N),
    (sample(parts="不适用"), "E611", "`parts` may not be declared not applicable", "parts: 不适用",
     "a list of rows; `[]` where there are none", N, N),
    (sample(data_sources="not applicable"), "E611", "`data_sources` may not be declared not applicable",
     "data_sources: not applicable", "a list of rows", N, N),
    (sample(name="a\u202eb"), "E613", "the text has the hidden character U+202E", "name: a\u202eb", N, N, N),
    (sample(name="a\u200bb"), "E613", "the text has the hidden character U+200B", "name: a\u200bb", N, N, N),
    (sample(parts=[{"id": "case\x07"}]), "E613", "the text has the hidden character U+0007", '- id: "case\\a"',
     N, N, N),
    (sample(name="<b>"), "E613", "the text has markup", "name: <b>", N, "`<b>`",
     "write plain text; put a space after `<` where less-than is meant"),
    (sample(mass="2 kg"), "W614", "`mass` names no data source", "mass: 2 kg", N, N, N),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[1]} {case[2][:30]}")
def test_each_fault(program, case) -> None:
    values, code, message, line, expected, found, suggestion = case
    inventory, items, lines = found_in(program, values)
    item = next(d for d in items if d.code == code)
    assert message in item.message
    assert item.place.file == "sample.yaml"
    assert lines[item.place.line - 1].strip() == line
    assert (item.expected, item.found) == (expected, found)
    assert item.suggestion == suggestion or (suggestion is None and item.fact("nearest") is None)
    assert (inventory is None) == code.startswith("E")
    # Nothing is told that only follows from it, as that a table which is wrong has no row that others point at.
    also = set() if code in ("E604", "E605", "E609", "E611") else {"E607"}
    assert {d.code for d in items} <= {code, "W614"} | also | ({"E604"} if code == "E613" else set())


def test_every_code_of_inventories_has_a_case() -> None:
    shown = {case[1] for case in CASES}
    assert shown | {"E610", "E612"} == {f"E{n}" for n in range(601, 614)} | {"W614"}


def test_an_inventory_for_another_rule_set(program) -> None:
    _, (item,), lines = found_in(program, sample(), ruleset="test/other@1.0.0")
    assert (item.code, item.message) == (
        "E610",
        "the inventory is for `test/other@1.0.0`, the rule set is `test/product@1.0.0`",
    )
    assert lines[item.place.line - 1] == "ruleset: test/other@1.0.0"
    _, (item,), _ = found_in(program, sample(), ruleset="test/product@1.0.1")
    assert item.code == "E610"


@pytest.mark.parametrize(
    ("period", "message", "line"),
    [
        ({"from": "2025-01-01", "to": "2024-12-31"}, "the period ends (2024-12-31) before it begins (2025-01-01)",
         "to: '2024-12-31'"),
        ({"from": "2025-02-29", "to": "2025-12-31"}, "`2025-02-29` is not a date", "from: '2025-02-29'"),
    ],
)  # fmt: skip
def test_periods(program, period, message: str, line: str) -> None:
    _, (item,), lines = found_in(program, sample(), period=period)
    assert (item.code, item.message) == ("E612", message)
    assert lines[item.place.line - 1].strip() == line
    _, items, _ = found_in(program, sample(), period={"from": "2025-01-01", "to": "2025-01-01"})
    assert items == []


def test_hidden_characters_are_found_in_every_text_of_the_file(program) -> None:
    header = {
        "product": {"name": {"zh": "灯", "en": "la\u00admp"}},
        "note": {"zh": "注", "en": "see <script>"},
    }
    _, items, _ = found_in(program, sample(), **header)
    assert [d.message for d in items] == ["the text has the hidden character U+00AD", "the text has markup"]
    assert [d.element for d in items] == ["product, name, en", "note, en"]


def test_less_than_is_no_markup(program) -> None:
    inventory, items, _ = found_in(program, sample(name="a < b, x<3"))
    assert items == []
    assert inventory.values["name"].value == "a < b, x<3"


def test_all_faults_of_a_file_are_told_at_once(program) -> None:
    values = {
        "mas": "1 kg",
        "name": "<b>",
        "battery": "yes",
        "market": "us",
        "parts": [
            "a",
            {"id": "case", "length": "2 kg", "width": 1},
            {"id": "case", "length": -1, "weight": {"value": "x", "source": "no"}},
            {"length": "3 m"},
            {"length": "4 m"},
        ],
        "uses": [{"part": "case"}, {"part": "lid"}],
        "data_sources": [],
    }
    inventory, items, lines = found_in(
        program, values, ruleset="test/other@1.0.0", period={"from": "2025-02-30", "to": "2025-03-01"}
    )
    assert inventory is None
    told = [
        (d.code, lines[d.place.line - 1].strip()) for d in sorted(items, key=lambda d: (d.place.line, d.code))
    ]
    assert told == [
        ("E610", "ruleset: test/other@1.0.0"),
        ("E612", "from: '2025-02-30'"),
        ("E601", "mas: 1 kg"),
        ("E613", "name: <b>"),
        ("E604", "battery: 'yes'"),
        ("E606", "market: us"),
        ("E604", "- a"),
        ("E602", "length: 2 kg"),
        ("E601", "width: 1"),
        ("E608", "- id: case"),
        ("E603", "length: -1"),
        ("E604", "value: x"),
        ("E605", "- length: 3 m"),
        ("E605", "- length: 4 m"),
        ("E609", "data_sources: []"),
    ]  # fmt: skip
    assert as_text(items).endswith("15 errors, 0 warnings")


def test_a_table_that_is_required_with_rows_says_so(program) -> None:
    _, items, _ = found_in(program, sample(data_sources=None))
    assert [d.expected for d in items if d.code == "E605"] == ["a list of rows"]


def test_json_numbers_beyond_calculation_are_refused(program) -> None:
    for number in ("1e1001", "1e-1001", "1e9999", "0e5000"):
        text = (
            '{"inventory": "x", "ruleset": "test/product@1.0.0", "product": {"name": {"zh": "a", "en": "b"}},'
            f' "values": {{"mass": {number}, "parts": [], "uses": [], "data_sources": []}}}}'
        )
        inventory, report = read(program, text, "x.json")
        assert inventory is None
        assert "`mass` has more digits than can be calculated with" in as_text(report.items)


def test_a_file_of_another_shape_is_refused_before_its_values_are_read(program) -> None:
    inventory, report = read(program, as_yaml({"inventory": "x", "values": {"mass": "1 kg"}}))
    assert inventory is None
    assert {d.code for d in report.items} == {"E202"}
    inventory, report = read(program, "values: [")
    assert inventory is None
    assert [d.code for d in report.items] == ["E104"]


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.text(max_size=12)
    | st.sampled_from(["1 kg", "2 m", "a"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "length", "part", "value", "source", "x"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*INPUTS, "x"]), anything, max_size=6))
@examples(100)
def test_any_values_are_read_or_refused_with_places(program, values) -> None:
    inventory, items, lines = found_in(program, values)
    assert (inventory is None) == any(d.severity == "error" for d in items)
    for item in items:
        assert item.code[1] in "126"
        assert item.place is not None
        assert 1 <= item.place.line <= len(lines)


DUE = {
    "ready": ("`true` or `false`", "`true`或`false`"),
    "class": ("`a`, `b`", "`a`、`b`"),
    "lead": ("a row of `parts`", "`parts`的一行"),
    "many": (", ".join(f"`v{n}`" for n in range(10, 22)) + ", … (30 in all)", None),
}


@pytest.mark.parametrize("given", [None, 7], ids=["missing", "of another kind"])
def test_what_an_input_takes_is_said_by_its_values(tmp_path, given) -> None:
    """The two conditions, the allowed values, the table whose rows are meant: not the word for their kind."""
    many = "|".join(f"v{n}" for n in range(10, 40))
    inputs = {
        "ready": "boolean",
        "class": "a|b",
        "lead": "@parts",
        "many": many,
        "parts": {"columns": {"id": "!id"}},
    }
    values = {"parts": [{"id": "a"}], **({} if given is None else dict.fromkeys(DUE, given))}
    _, items, _ = found_in(product(tmp_path, inputs=inputs), values)
    told = {next(name for name in DUE if f"`{name}`" in d.message): d for d in items}
    assert {d.code for d in told.values()} == {"E605" if given is None else "E604"}
    assert {name: d.said("en").expected for name, d in told.items()} == {n: en for n, (en, _) in DUE.items()}
    assert all(told[name].said("zh").expected == zh for name, (_, zh) in DUE.items() if zh)
