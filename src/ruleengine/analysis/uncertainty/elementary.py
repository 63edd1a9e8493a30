"""Exponential, logarithm and normal distribution to the same last bit on every machine.

IEEE 754 fixes the result of + − × ÷ and √, and NumPy does not join them; exp and log it leaves open, and those of NumPy
and of C libraries differ in the last digit from one processor to the next. So arrays are calculated here with the
operations that are fixed, and single numbers with Python's decimals, whose exp and ln are rounded correctly.
"""

from __future__ import annotations

from decimal import Context, Decimal, localcontext

import numpy as np

from ruleengine.arrays.arrays import Floats

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

#: ln 2 as a number of 32 bits, whose product with an exponent is exact, and the rest.
_LN2_HIGH, _LN2_LOW = float.fromhex("0x1.62e42fee00000p-1"), float.fromhex("0x1.a39ef35793c76p-33")
_INVERSE_LN2 = float.fromhex("0x1.71547652b82fep+0")
#: 1/k! from k = 13 down, and 1/(2k + 1) from k = 11 down: what is left out is below the last bit.
_EXPONENTIAL = tuple(float(1 / Decimal(f)) for f in (
    6227020800, 479001600, 39916800, 3628800, 362880, 40320, 5040, 720, 120, 24, 6, 2, 1, 1,
))  # fmt: skip
_LOGARITHM = tuple(1.0 / (2 * k + 1) for k in range(11, -1, -1))
#: How a double is stored: 52 bits of fraction below an exponent that counts from −1023; √½ in that form.
_FRACTION_BITS, _BIAS = 52, 1023
_ROOT_OF_HALF = int(np.float64(0.7071067811865476).view(np.int64))

#: Decimals with digits to spare, whatever the context of the caller.
PRECISE = Context(prec=45)
_ROOT_OF_TWO_PI = Decimal("2.50662827463100050241576528481104525300698674060993831662992")
#: From here on the continued fraction is used, and this many terms of it.
_SERIES_UP_TO, _FRACTION_TERMS = 5, 60


def exponentials(values: Floats) -> Floats:
    """eˣ of an array of any shape with numbers from −700 to 700, to about 1e-16 relative."""
    power = np.rint(values * _INVERSE_LN2)
    rest = values - power * _LN2_HIGH
    rest -= power * _LN2_LOW
    found = _polynomial(_EXPONENTIAL, rest)
    found *= ((power.astype(np.int64) + _BIAS) << _FRACTION_BITS).view(np.float64)
    return found


def logarithms(values: Floats) -> Floats:
    """ln x of an array of any shape with normal numbers above zero, to about 1e-16 relative."""
    bits = values.view(np.int64) - _ROOT_OF_HALF
    power = bits >> _FRACTION_BITS
    share = (bits - (power << _FRACTION_BITS) + _ROOT_OF_HALF).view(np.float64)
    exponent = power.astype(np.float64)
    ratio = (share - 1.0) / (share + 1.0)
    series = _polynomial(_LOGARITHM, ratio * ratio)
    series *= ratio + ratio
    series += exponent * _LN2_LOW
    series += exponent * _LN2_HIGH
    return series


def normal_quantiles(shares: Floats) -> Floats:
    """The quantiles of the standard normal distribution (AS 241, to about 1e-16); shares above 0 and below 1."""
    flat = np.asarray(shares, np.float64).reshape(-1)
    centred = flat - 0.5
    found = _ratio(_CENTRE, 0.180625 - centred * centred) * centred
    outer = np.flatnonzero(np.abs(centred) > 0.425)
    if outer.size:
        share = flat[outer]
        root = np.sqrt(-logarithms(np.minimum(share, 1.0 - share)))
        size = _ratio(_TAIL, root - 1.6)
        far = root > 5.0
        if far.any():
            size[far] = _ratio(_FAR_TAIL, root[far] - 5.0)
        found[outer] = np.copysign(size, centred[outer])
    return found.reshape(np.shape(shares))


def _ratio(coefficients: tuple[tuple[float, ...], tuple[float, ...]], at: Floats) -> Floats:
    quotient: Floats = _polynomial(coefficients[0], at) / _polynomial(coefficients[1], at)
    return quotient


def _polynomial(coefficients: tuple[float, ...], at: Floats) -> Floats:
    """Horner's rule, each operation on its own."""
    value = np.full_like(at, coefficients[0])
    for coefficient in coefficients[1:]:
        value *= at
        value += coefficient
    return value


def exponential(value: float | Decimal) -> float:
    """eˣ of one number, correctly rounded but for the second rounding to binary."""
    return float(Decimal(value).exp(PRECISE))


def logarithm(value: float | Decimal) -> float:
    """ln x of one number above zero, correctly rounded but for the second rounding to binary."""
    return float(Decimal(value).ln(PRECISE))


def normal_density(at: Decimal) -> Decimal:
    """The density of the standard normal distribution."""
    with localcontext(PRECISE):
        return (-at * at / 2).exp() / _ROOT_OF_TWO_PI


def normal_share(at: Decimal) -> Decimal:
    """The share of the standard normal distribution below a number, to some 30 digits.

    In the middle Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …) (Marsaglia, Journal of Statistical Software 11(4), 2004),
    in the tails the continued fraction Φ(−x) = φ(x)/(x + 1/(x + 2/(x + 3/(x + …)))) (Abramowitz and Stegun 26.2.14).
    """
    with localcontext(PRECISE):
        if abs(at) > _SERIES_UP_TO:
            fraction = abs(at)
            for index in range(_FRACTION_TERMS, 0, -1):
                fraction = abs(at) + index / fraction
            beyond = normal_density(at) / fraction
            return beyond if at < 0 else 1 - beyond
        term, total, odd = at, at, 1
        while abs(term) > Decimal("1e-40"):
            odd += 2
            term = term * at * at / odd
            total += term
        return Decimal("0.5") + normal_density(at) * total
