"""Distributions of single numbers: quantiles of whole arrays, mean and standard deviation.

Values are drawn by inverting the distribution function, so that one uniform number makes one draw and a distribution
can be cut at the limits of its input without drawing again.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from ruleengine.inventory.model import Uncertainty
from ruleengine.program.program import Field
from ruleengine.run.arrays import Floats

#: Coefficients of Wichura's algorithm AS 241 (Applied Statistics 37, 1988, 477–484), highest power first.
_CENTRE = (
    (2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
     1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0),
    (5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
     5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0),
)  # fmt: skip
_TAIL = (
    (7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
     3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
     6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0),
)  # fmt: skip
_FAR_TAIL = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
     2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0),
    (2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
     1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0),
)  # fmt: skip


@frozen
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
        first, last = self._below(self.low), self._below(self.high)
        if (first, last) != (0.0, 1.0):
            shares = first + (last - first) * shares
        normal = normal_quantiles(shares)
        drawn = (
            self.value + self.spread * normal
            if self.kind == "normal"
            else self.value * np.exp(self.spread * normal)
        )
        return np.clip(drawn, self.low, self.high)

    def _triangular(self, shares: Floats) -> Floats:
        """Both sides of the mode: a + √(u (b − a)(c − a)) and b − √((1 − u)(b − a)(b − c))."""
        width, rise, fall = self.high - self.low, self.value - self.low, self.high - self.value
        left = self.low + np.sqrt(shares * width * rise)
        right = self.high - np.sqrt((1.0 - shares) * width * fall)
        return np.where(shares < rise / width, left, right)

    def _below(self, limit: float) -> float:
        """The share of the uncut distribution below a limit."""
        if math.isinf(limit):
            return 0.0 if limit < 0 else 1.0
        if self.kind == "lognormal":
            if limit <= 0:
                return 0.0
            return NormalDist().cdf((math.log(limit) - math.log(self.value)) / self.spread)
        return NormalDist(self.value, self.spread).cdf(limit)

    @property
    def cut(self) -> float:
        """The share of the distribution that lies outside the limits of the input and is not drawn."""
        if self.kind not in ("normal", "lognormal"):
            return 0.0
        return 1.0 - (self._below(self.high) - self._below(self.low))

    @property
    def mean(self) -> float:
        """The mean of the uncut distribution."""
        match self.kind:
            case "lognormal":
                return self.value * math.exp(self.spread**2 / 2)
            case "triangular":
                return (self.low + self.value + self.high) / 3
            case "uniform":
                return (self.low + self.high) / 2
        return self.value

    @property
    def standard_deviation(self) -> float:
        """The standard deviation of the uncut distribution."""
        match self.kind:
            case "lognormal":
                return self.mean * math.sqrt(math.expm1(self.spread**2))
            case "triangular":
                a, b, c = self.low, self.high, self.value
                return math.sqrt((a * a + b * b + c * c - a * b - a * c - b * c) / 18)
            case "uniform":
                return (self.high - self.low) / math.sqrt(12)
        return self.spread


def distribution(uncertainty: Uncertainty, value: float, field: Field) -> Distribution:
    """The distribution of a value of a field; `triangular` and `uniform` have been checked to lie within its limits."""
    kind = uncertainty.distribution
    if uncertainty.low is not None and uncertainty.high is not None:
        return Distribution(kind, value, 0.0, float(uncertainty.low), float(uncertainty.high))
    spread = float(uncertainty.spread or 0)
    low, high = limits(field)
    return Distribution(kind, value, math.log(spread) if kind == "lognormal" else spread, low, high)


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


def normal_quantiles(shares: Floats) -> Floats:
    """The quantiles of the standard normal distribution (AS 241, to about 1e-16); shares above 0 and below 1."""
    flat = np.asarray(shares, np.float64).reshape(-1)
    centred = flat - 0.5
    found = _ratio(_CENTRE, 0.180625 - centred * centred) * centred
    outer = np.flatnonzero(np.abs(centred) > 0.425)
    if outer.size:
        share = flat[outer]
        root = np.sqrt(-np.log(np.minimum(share, 1.0 - share)))
        size = np.where(root <= 5.0, _ratio(_TAIL, root - 1.6), _ratio(_FAR_TAIL, root - 5.0))
        found[outer] = np.copysign(size, centred[outer])
    return found.reshape(np.shape(shares))


def _ratio(coefficients: tuple[tuple[float, ...], tuple[float, ...]], at: Floats) -> Floats:
    upper, lower = (_polynomial(c, at) for c in coefficients)
    quotient: NDArray[np.float64] = upper / lower
    return quotient


def _polynomial(coefficients: tuple[float, ...], at: Floats) -> Floats:
    """Horner's rule."""
    value = np.full_like(at, coefficients[0])
    for coefficient in coefficients[1:]:
        value = value * at + coefficient
    return value
