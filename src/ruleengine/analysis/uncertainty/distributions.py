"""Distributions of single numbers: quantiles of whole arrays, mean and standard deviation.

Values are drawn by inverting the distribution function, so that one uniform number makes one draw and a distribution
can be cut at the limits of its input without drawing again.
"""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from functools import cached_property

import numpy as np
from attrs import frozen

from ruleengine.analysis.uncertainty.elementary import (
    PRECISE,
    exponential,
    exponentials,
    logarithm,
    normal_density,
    normal_quantiles,
    normal_share,
)
from ruleengine.arrays.arrays import Floats
from ruleengine.inventory.model import Uncertainty
from ruleengine.program.program import Field


@frozen(slots=False)
class Distribution:
    """The distribution of one number, in the unit of its input.

    `value` is the mean (normal), median (lognormal) or mode (triangular). `spread` is the standard deviation
    (normal) or the logarithm of the geometric one (lognormal). Triangular and uniform go from `low` to `high`; the
    others are cut at `low` and `high`, the limits of the input, and only what lies between them is drawn.
    """

    kind: str
    value: float
    spread: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether there is nothing to draw."""
        return self.spread == 0 if self.kind in ("normal", "lognormal") else self.low == self.high

    def quantiles(self, shares: Floats) -> Floats:
        """The values below which these shares (above 0 and below 1) of the draws lie; any shape."""
        if self.kind == "uniform":
            return self.low + (self.high - self.low) * shares
        if self.kind == "triangular":
            return self._triangular(shares)
        first, last = self._ends
        if (first, last) != (0.0, 1.0):
            shares = np.clip(first + (last - first) * shares, 1e-300, 1.0 - 2.0**-53)
        deviations = self.spread * normal_quantiles(shares)
        drawn = self.value + deviations if self.kind == "normal" else self.value * exponentials(deviations)
        return np.clip(drawn, self.low, self.high)

    def _triangular(self, shares: Floats) -> Floats:
        """Both sides of the mode: a + √(u (b − a)(c − a)) and b − √((1 − u)(b − a)(b − c))."""
        width, rise, fall = self.high - self.low, self.value - self.low, self.high - self.value
        left = self.low + np.sqrt(shares * width * rise)
        right = self.high - np.sqrt((1.0 - shares) * width * fall)
        return np.where(shares < rise / width, left, right)

    @cached_property
    def _limits(self) -> tuple[Decimal | None, Decimal | None]:
        """The limits in standard deviations from the middle of the uncut distribution; None where endless."""
        with localcontext(PRECISE):
            return self._standardized(self.low), self._standardized(self.high)

    def _standardized(self, limit: float) -> Decimal | None:
        if math.isinf(limit):
            return None
        if self.kind == "normal":
            return (Decimal(limit) - Decimal(self.value)) / Decimal(self.spread)
        if limit <= 0:
            return None
        return (Decimal(limit) / Decimal(self.value)).ln() / Decimal(self.spread)

    @cached_property
    def _ends(self) -> tuple[float, float]:
        """The shares of the uncut distribution below both limits."""
        low, high = self._limits
        return 0.0 if low is None else float(normal_share(low)), 1.0 if high is None else float(
            normal_share(high)
        )

    @property
    def cut(self) -> float:
        """The share of the distribution that lies outside the limits of the input and is not drawn."""
        if self.kind not in ("normal", "lognormal"):
            return 0.0
        first, last = self._ends
        return first + (1.0 - last)

    @property
    def mean(self) -> float:
        """The mean of what is drawn."""
        return self._moments[0]

    @property
    def standard_deviation(self) -> float:
        """The standard deviation of what is drawn."""
        return self._moments[1]

    @cached_property
    def _moments(self) -> tuple[float, float]:
        """Mean and standard deviation, those of cut distributions included."""
        a, b, c = self.low, self.high, self.value
        match self.kind:
            case "uniform":
                return (a + b) / 2, (b - a) / math.sqrt(12)
            case "triangular":
                return (a + b + c) / 3, math.sqrt((a * a + b * b + c * c - a * b - a * c - b * c) / 18)
        if self._ends == (0.0, 1.0) and self.kind == "normal":
            return c, self.spread
        if self._ends[0] == self._ends[1]:
            return c, 0.0
        with localcontext(PRECISE):
            if self.kind == "normal":
                return self._normal_moments()
            first, second = self._lognormal_moment(1), self._lognormal_moment(2)
            value = Decimal(c)
            return float(value * first), float(value * max(second - first * first, Decimal(0)).sqrt())

    def _normal_moments(self) -> tuple[float, float]:
        """With α and β the limits in standard deviations, φ density, Φ share, Z = Φ(β) − Φ(α), of a normal one:

        μ + σ (φ(α) − φ(β)) / Z and σ √(1 + (α φ(α) − β φ(β)) / Z − ((φ(α) − φ(β)) / Z)²) (Johnson, Kotz, Balakrishnan:
        Continuous Univariate Distributions 1, 1994, 13.10).
        """
        low, high = self._limits
        zero, one = Decimal(0), Decimal(1)
        mass = (one if high is None else normal_share(high)) - (zero if low is None else normal_share(low))
        at_low, at_high = (zero if x is None else normal_density(x) for x in (low, high))
        shift = (at_low - at_high) / mass
        bend = ((low or zero) * at_low - (high or zero) * at_high) / mass
        variance = max(one + bend - shift * shift, zero)
        spread = Decimal(self.spread)
        return float(Decimal(self.value) + spread * shift), float(spread * variance.sqrt())

    def _lognormal_moment(self, order: int) -> Decimal:
        """E Xᵏ of a lognormal number with median 1: exp(k² s² / 2) (Φ(β − k s) − Φ(α − k s)) / (Φ(β) − Φ(α))."""
        low, high = self._limits
        moved = order * Decimal(self.spread)
        zero, one = Decimal(0), Decimal(1)

        def mass(shift: Decimal) -> Decimal:
            above = one if high is None else normal_share(high - shift)
            return above - (zero if low is None else normal_share(low - shift))

        return (moved * moved / 2).exp() * mass(moved) / mass(zero)


def distribution(uncertainty: Uncertainty, value: float, field: Field) -> Distribution:
    """The distribution of a value of a field; `triangular` and `uniform` have been checked to lie within its limits."""
    kind = uncertainty.distribution
    if uncertainty.low is not None and uncertainty.high is not None:
        return Distribution(kind, value, 0.0, float(uncertainty.low), float(uncertainty.high))
    spread = uncertainty.spread or Decimal(0)
    low, high = limits(field)
    return Distribution(kind, value, logarithm(spread) if kind == "lognormal" else float(spread), low, high)


def shown_spread(drawn: Distribution) -> float:
    """What is told of a normal or lognormal distribution: the standard deviation, or GSD²."""
    return drawn.spread if drawn.kind == "normal" else exponential(2 * Decimal(drawn.spread))


def limits(field: Field) -> tuple[float, float]:
    """The lowest and highest number that a field admits; the next number inside where a limit is excluded."""
    low, high = -math.inf, math.inf
    if field.minimum is not None:
        low = float(field.minimum)
    if field.above is not None:
        low = max(low, math.nextafter(float(field.above), math.inf))
    if field.maximum is not None:
        high = float(field.maximum)
    if field.below is not None:
        high = min(high, math.nextafter(float(field.below), -math.inf))
    return low, high
