"""Own elementary functions against decimals and the standard library, and the same bits on processors of all kinds."""

from __future__ import annotations

import hashlib
import json
import math
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest

from ruleengine.analysis.uncertainty.distributions import Distribution
from ruleengine.analysis.uncertainty.draws import shares, stream_key
from ruleengine.analysis.uncertainty.elementary import (
    exponential,
    exponentials,
    logarithm,
    logarithms,
    normal_quantiles,
    normal_share,
)

RULES = Path(__file__).resolve().parents[3] / "rules"
INF = math.inf


def test_exponentials_and_logarithms_are_right_to_the_last_bits() -> None:
    random = np.random.default_rng(1)
    exponents = np.concatenate([random.uniform(-700, 700, 2000), random.uniform(-1, 1, 2000), [0.0]])
    expected = np.array([float(Decimal(x).exp()) for x in exponents])
    assert np.abs(exponentials(exponents) / expected - 1).max() < 4e-16
    numbers = np.concatenate([np.exp(random.uniform(-700, 700, 2000)), random.uniform(0.5, 2, 2000), [1.0]])
    exact = np.array([float(Decimal(x).ln()) for x in numbers])
    assert np.abs(logarithms(numbers) - exact).max() <= 2e-16 * np.abs(exact).max()
    near = np.abs(exact) < 1
    assert np.abs(logarithms(numbers) - exact)[near].max() < 3e-16
    assert exponential(1.0) == math.e
    assert logarithm(10) == pytest.approx(math.log(10), rel=1e-16)


def test_normal_quantiles_are_those_of_the_standard_library() -> None:
    probabilities = np.concatenate([np.linspace(0.0005, 0.9995, 999), 10.0 ** -np.arange(1, 17), [1 - 1e-12]])
    expected = [NormalDist().inv_cdf(float(p)) for p in probabilities]
    assert normal_quantiles(probabilities) == pytest.approx(expected, rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("at", [-38, -12, -5.0001, -5, -4.9999, -1, 0, 0.3, 2, 4.9999, 5.0001, 9])
def test_shares_of_the_normal_distribution(at: float) -> None:
    expected = math.erfc(-at / math.sqrt(2)) / 2
    assert float(normal_share(Decimal(at))) == pytest.approx(expected, rel=1e-12)


def test_values_drawn_are_these_on_every_machine() -> None:
    """Every published result rests on these bits."""
    drawn = shares(stream_key(1, "x", None), 0, 100_000)
    found = {
        d.kind: hashlib.sha256(d.quantiles(drawn).astype("<f8").tobytes()).hexdigest()[:16]
        for d in (
            Distribution("normal", 5.0, 0.5, 0.0, INF),
            Distribution("lognormal", 3.0, 0.2, 0.0, 4.0),
            Distribution("triangular", 2.0, 0.0, 1.0, 5.0),
            Distribution("uniform", 2.0, 0.0, 1.0, 5.0),
        )
    }
    assert found == {
        "normal": "4bf42f4b5432abd1",
        "lognormal": "f1e62d16de5f87b2",
        "triangular": "db847de5c885355f",
        "uniform": "59833e6e7307a0ef",
    }


def test_the_command_says_the_same_without_the_extensions_of_this_processor() -> None:
    """NumPy calculates differently on a processor without them, and so does the linear algebra library."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    without = " ".join(name for name in __cpu_dispatch__ if __cpu_features__[name])
    plain = {"NPY_DISABLE_CPU_FEATURES": without, "OPENBLAS_CORETYPE": "Nehalem"}
    inventory = RULES / "gb/lighting/examples/led-panel-600.yaml"
    command = ["uncertainty", "gb/lighting", str(inventory), "--rules", str(RULES), "--format", "json"]
    outputs = [
        subprocess.run(
            [sys.executable, "-m", "ruleengine", *command],
            env={**os.environ, **changed}, capture_output=True, check=True,
        ).stdout
        for changed in ({}, plain)
    ]  # fmt: skip
    assert json.loads(outputs[0])["draws"] == 10_000
    assert outputs[0] == outputs[1]
