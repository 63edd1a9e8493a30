"""From the quality scores of a data source to a geometric standard deviation: the pedigree approach.

The factors are those of the ecoinvent pedigree matrix (Frischknecht et al. 2007, ecoinvent report No. 1, factors that
contribute to the square of the geometric standard deviation). The report itself was not read; the figures are those
that openLCA carries for its ecoinvent data quality system. They agree with the variances (ln U / 2)² of the ecoinvent 3
data quality guideline (Weidema et al. 2013) as the Python package `pedigree-matrix` carries them; a test compares the
two. Which factor a score of `data_sources` stands for, the basic uncertainty, and that completeness adds nothing (it is
not scored) are assumptions of this engine, and results say so. So is that a score which is not given counts as the
worst: what is not known is not certain.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal, localcontext

from ruleengine.analysis.uncertainty.elementary import PRECISE
from ruleengine.inventory.model import Row

#: Column of `data_sources` → the factor for the scores 1 (best) to 5, and the indicator of the matrix it is taken for.
FACTORS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "precision": ("reliability", ("1", "1.05", "1.1", "1.2", "1.5")),
    "time": ("temporal correlation", ("1", "1.03", "1.1", "1.2", "1.5")),
    "geography": ("geographical correlation", ("1", "1.01", "1.02", "1.05", "1.1")),
    "technology": ("further technological correlation", ("1", "1.05", "1.2", "1.5", "2")),
}
#: The uncertainty of a number whose scores are all best.
BASIC = "1.05"
#: What is taken for a score that is not given.
WORST = 5
SOURCE: Mapping[str, str] = {
    "factors": "ecoinvent pedigree matrix (Frischknecht et al. 2007)",
    "read_in": "openLCA and the Python package pedigree-matrix",
    "grade": "secondary",
    "mapping": "which indicator each score stands for, the basic factor 1.05, completeness left out, a score not given "
    "taken for the worst",
    "mapping_grade": "assumption",
}
SOURCE_IN_CHINESE: Mapping[str, str] = {
    "factors": "ecoinvent谱系矩阵（Frischknecht等，2007）",
    "read_in": "openLCA和Python软件包pedigree-matrix",
    "mapping": "各项评分所对应的指标、基本系数1.05、不计完整性以及未给出的评分按最差计",
}


def deviation(row: Row) -> float:
    """The standard deviation of the logarithm, ln GSD = ½ √(Σ ln² Uᵢ), for the scores of a row of `data_sources`.

    A score that is not given counts as the worst, so that a row without any has the widest class; one between two whole
    numbers counts as the worse of them.
    """
    factors = [BASIC]
    for column, (_, of_scores) in FACTORS.items():
        score = _score(row, column)
        factors.append(of_scores[(WORST if score is None else math.ceil(score)) - 1])
    with localcontext(PRECISE):
        return float(sum((Decimal(u).ln() ** 2 for u in factors), Decimal(0)).sqrt() / 2)


def is_scored(row: Row) -> bool:
    """Whether a row of `data_sources` has any score that counts."""
    return any(_score(row, column) is not None for column in FACTORS)


def _score(row: Row, column: str) -> Decimal | None:
    score = row[column].value if column in row else None
    return score if isinstance(score, Decimal) and 1 <= score <= WORST else None
