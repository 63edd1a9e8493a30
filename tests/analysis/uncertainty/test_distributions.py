"""Quantiles against the standard library, moments against draws, and the numbers behind the draws."""

from __future__ import annotations

import math
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from ruleengine.analysis.uncertainty.distributions import Distribution
from ruleengine.analysis.uncertainty.draws import shares, stream_key
from ruleengine.analysis.uncertainty.inputs import uncertain_inputs
from ruleengine.analysis.uncertainty.pedigree import BASIC, FACTORS, deviation
from tests.library_builder import inventory, product, read

INF = math.inf
KINDS = [
    Distribution("normal", 5.0, 0.5, -INF, INF),
    Distribution("lognormal", 3.0, 0.2, -INF, INF),
    Distribution("triangular", 2.0, 0.0, 1.0, 5.0),
    Distribution("triangular", 1.0, 0.0, 1.0, 5.0),
    Distribution("triangular", 5.0, 0.0, 1.0, 5.0),
    Distribution("uniform", 2.0, 0.0, 1.0, 5.0),
]


@pytest.mark.parametrize("drawn", KINDS, ids=lambda d: f"{d.kind}-{d.value}")
def test_moments_are_those_of_the_draws(drawn: Distribution) -> None:
    middles = (np.arange(200_000) + 0.5) / 200_000
    values = drawn.quantiles(middles)
    assert np.all(np.diff(values) >= 0)
    assert values.mean() == pytest.approx(drawn.mean, rel=1e-6)
    assert values.std() == pytest.approx(drawn.standard_deviation, rel=1e-3)
    assert drawn.cut == 0


def test_distributions_are_cut_at_the_limits() -> None:
    drawn = Distribution("normal", 1.0, 1.0, 0.0, 2.0)
    values = drawn.quantiles((np.arange(10_000) + 0.5) / 10_000)
    assert 0 <= values.min() < 0.01
    assert 1.99 < values.max() <= 2
    assert drawn.cut == pytest.approx(0.3173105, rel=1e-6)
    assert values.std() == pytest.approx(
        0.5396, rel=1e-3
    )  # of a normal distribution cut at ±1 standard deviation


@pytest.mark.parametrize(
    "drawn",
    [
        Distribution("normal", 1.0, 1.0, 0.0, 2.0),
        Distribution("normal", 0.0, 1.0, 0.0, INF),
        Distribution("normal", 0.5, 3.0, 0.0, 1.0),
        Distribution("lognormal", 0.9, 0.3, 0.0, 1.0),
        Distribution("lognormal", 3.0, 0.2, 2.5, 4.0),
        Distribution("lognormal", 3.0, 0.2, 3.0, INF),
    ],
    ids=str,
)
def test_moments_of_cut_distributions_are_those_of_the_draws(drawn: Distribution) -> None:
    values = drawn.quantiles((np.arange(400_000) + 0.5) / 400_000)
    assert drawn.low <= values.min() <= values.max() <= drawn.high
    assert values.mean() == pytest.approx(drawn.mean, rel=1e-5)
    assert values.std() == pytest.approx(drawn.standard_deviation, rel=1e-4)


def test_a_distribution_of_which_nothing_is_left_stays_at_its_value() -> None:
    drawn = Distribution("normal", 0.0, 3.0, 0.0, 5e-324)
    assert (drawn.mean, drawn.standard_deviation, set(drawn.quantiles(np.array([0.1, 0.9])))) == (0, 0, {0.0})


def test_draws_belong_to_their_number_and_not_to_the_block() -> None:
    key = stream_key(7, "materials.mass", 3)
    whole = shares(key, 0, 1000)
    for first, count in ((0, 1), (1, 1), (2, 7), (5, 400), (998, 2), (13, 987)):
        assert np.array_equal(shares(key, first, count), whole[first : first + count])
    assert 0 < whole.min() < whole.max() < 1


def philox(counter: int, key: int) -> list[int]:
    """Philox4x64-10 after Salmon et al. (2011), in plain integers: four words from a counter and a key."""
    mask = (1 << 64) - 1
    words, keys = [counter, 0, 0, 0], [key & mask, key >> 64]
    for _ in range(10):
        first, second = 0xD2E7470EE14C6C93 * words[0], 0xCA5A826395121157 * words[2]
        words = [
            (second >> 64) ^ words[1] ^ keys[0],
            second & mask,
            (first >> 64) ^ words[3] ^ keys[1],
            first & mask,
        ]
        keys = [(keys[0] + 0x9E3779B97F4A7C15) & mask, (keys[1] + 0xBB67AE8584CAA73B) & mask]
    return words


def test_draws_are_these_numbers_on_every_machine() -> None:
    """Every published result rests on these bits: they are those of the generator as its authors describe it."""
    key = stream_key(1, "rated_power", None)
    assert key == 16345244601452134750539076482564878273
    words = [word for counter in (1, 2, 3) for word in philox(counter, key)]
    assert list(shares(key, 0, 12)) == [((word >> 11) + 0.5) * 2.0**-53 for word in words]


def test_streams_are_independent() -> None:
    names = [("a", None), ("a", 0), ("a", 1), ("b", 0)]
    drawn = np.array([shares(stream_key(1, n, r), 0, 20_000) for n, r in names])
    correlations = np.corrcoef(drawn) - np.eye(4)
    assert np.abs(correlations).max() < 0.03
    assert drawn.mean() == pytest.approx(0.5, abs=0.005)
    assert drawn.var() == pytest.approx(1 / 12, rel=0.02)


SOURCES = {"id": "!id", "technology": "1?", "geography": "1?", "time": "1?", "precision": "1?"}
SCORED = {"technology": 3, "geography": 2, "time": 2, "precision": 4}


def test_factors_are_those_of_the_data_quality_guideline() -> None:
    """The variances (ln U / 2)² that the Python package `pedigree-matrix` has from the ecoinvent 3 guideline."""
    published = {
        "reliability": (0, 0.0006, 0.002, 0.008, 0.04),
        "temporal correlation": (0, 0.0002, 0.002, 0.008, 0.04),
        "geographical correlation": (0, 0.000025, 0.0001, 0.0006, 0.002),
        "further technological correlation": (0, 0.0006, 0.008, 0.04, 0.12),
    }
    for indicator, factors in FACTORS.values():
        for factor, variance in zip(factors, published[indicator], strict=True):
            found = (math.log(float(factor)) / 2) ** 2
            digits = 6 if variance == 0.000025 else 2 if variance >= 0.01 else 4 if variance < 0.001 else 3
            assert round(found, digits) == variance
    assert BASIC == "1.05"


def test_scores_become_a_geometric_deviation(tmp_path: Path) -> None:
    program = product(
        tmp_path,
        inputs={
            "data_sources": SOURCES,
            "rows": {"mass": "kg", "share": "%", "source": "@data_sources"},
            "power": "kgCO2e/kg",
        },
        emissions={"e": "sum(rows.mass * rows.share) * power"},
    )
    values = inventory(
        program, power={"value": 3, "source": "s"},
        data_sources=[{"id": "s", **SCORED}, {"id": "half", "technology": 1}],
        rows=[{"mass": mass, "share": 50, "source": source} for mass, source in ((2, "s"), (2, "half"), (0, "s"))],
    )  # fmt: skip
    expected = math.exp(math.sqrt(sum(math.log(u) ** 2 for u in (1.05, 1.2, 1.01, 1.03, 1.2))))
    assert math.exp(2 * deviation(values.tables["data_sources"][0])) == pytest.approx(expected, rel=1e-15)
    found = uncertain_inputs(program, values)
    assert [(u.variable.shown, u.origin) for u in found] == [
        ("power", "pedigree"),
        ("rows[1].mass", "pedigree"),
        ("rows[1].share", "pedigree"),
        ("rows[2].mass", "pedigree"),
        ("rows[2].share", "pedigree"),
        ("rows[3].share", "pedigree"),
    ]
    assert math.exp(2 * found[0].distribution.spread) == pytest.approx(expected, rel=1e-14)
    assert uncertain_inputs(program, values, pedigree=False) == []


def test_given_uncertainties_are_read_in_any_unit(tmp_path: Path) -> None:
    program = product(
        tmp_path,
        inputs=dict.fromkeys("abcde", "kg"),
        parameters={"f": "1.0 kgCO2e/kg"},
        emissions={"x": "(a + b + c + d + e) * f"},
    )
    values = inventory(
        program,
        a={"value": "812 g", "uncertainty": {"distribution": "lognormal", "gsd2": Decimal("1.44")}},
        b={"value": "2 kg", "uncertainty": {"distribution": "normal", "sd": "50 g"}},
        c={"value": "2 kg", "uncertainty": {"distribution": "normal", "cv": "5 %"}},
        d={"value": "2 kg", "uncertainty": {"distribution": "triangular", "min": "1500 g", "max": 3}},
        e={"value": "2 kg", "uncertainty": {"distribution": "uniform", "min": 1, "max": 3}},
    )
    found = {u.variable.name: u.distribution for u in uncertain_inputs(program, values)}
    assert found["a"].spread == pytest.approx(math.log(1.2), rel=1e-15)
    assert (found["a"].value, found["b"].spread, found["c"].spread) == (0.812, 0.05, 0.1)
    assert (found["d"].low, found["d"].value, found["d"].high) == (1.5, 2, 3)
    plain = inventory(program, a="812 g", b=2, c=2, d=2, e=2)
    assert plain.fingerprint != values.fingerprint
    assert {k: c.value for k, c in plain.values.items()} == {k: c.value for k, c in values.values.items()}


@pytest.mark.parametrize(
    ("uncertainty", "told"),
    [
        ("lognormal", "the uncertainty is no map"),
        ({"gsd2": 2}, "the distribution is not known"),
        ({"distribution": "beta"}, "the distribution is not known"),
        ({"distribution": "normal"}, "a normal distribution needs `sd` or `cv`"),
        ({"distribution": "normal", "sd": 1, "cv": 1}, "a normal distribution needs `sd` or `cv`"),
        ({"distribution": "normal", "sd": "1 kWh"}, "`sd` is given in `kWh`"),
        ({"distribution": "normal", "sd": -1}, "`sd` is -1"),
        ({"distribution": "normal", "sd": True}, "`sd` takes a number"),
        ({"distribution": "normal", "sd": "many"}, "is not a number"),
        ({"distribution": "lognormal", "gsd2": Decimal("0.9")}, "`gsd2` is 0.9"),
        ({"distribution": "lognormal", "gsd": 11}, "`gsd` is 11"),
        ({"distribution": "lognormal", "gsd3": 2}, "a lognormal distribution has no `gsd3`"),
        ({"distribution": "uniform", "min": 3, "max": 2}, "`min` (3) is not below `max` (2)"),
        ({"distribution": "uniform", "min": 3, "max": 4}, "the value 2 is not between `min` and `max`"),
        ({"distribution": "triangular", "min": -1, "max": 4}, "`min` is -1"),
    ],
)
def test_uncertainties_that_are_refused(tmp_path: Path, uncertainty: object, told: str) -> None:
    program = product(
        tmp_path,
        inputs={"m": {"unit": "kg", "min": 0}},
        parameters={"f": "1.0 kgCO2e/kg"},
        emissions={"x": "m * f"},
    )
    header = f"inventory: sample\nruleset: {program.resolved.reference}\nproduct: {{name: {{zh: 例, en: sample}}}}\n"
    written = (
        str(uncertainty).replace("'", "").replace("Decimal(", "").replace(")", "").replace("True", "true")
    )
    found, report = read(program, header + f"values: {{m: {{value: 2, uncertainty: {written}}}}}\n")
    assert found is None
    assert [d.code for d in report.items] == ["E640"]
    assert told in report.items[0].message


def test_a_value_that_is_not_given_or_no_number_has_no_uncertainty(tmp_path: Path) -> None:
    program = product(
        tmp_path,
        inputs={"m": "kg?", "k": "text"},
        parameters={"f": "1.0 kgCO2e"},
        emissions={"x": "f if given(m) and k == 'a' else f"},
    )
    header = f"inventory: sample\nruleset: {program.resolved.reference}\nproduct: {{name: {{zh: 例, en: sample}}}}\n"
    given = "uncertainty: {distribution: normal, sd: 1}"
    _, report = read(
        program, header + f"values: {{m: {{value: not applicable, {given}}}, k: {{value: a, {given}}}}}\n"
    )
    assert [d.code for d in report.items] == ["E640", "E640"]
