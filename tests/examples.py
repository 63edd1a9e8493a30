"""How many examples a generated test looks at: in one place, so that a thorough run looks at more of every one.

In the profile `normal` the examples are the same in every run; in `thorough` they follow from the seed of the run.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import HealthCheck, settings

#: Examples of a test that does not say how many.
NORMAL = 40
#: How many times as many a thorough run looks at: some ten minutes on two cores for all tests.
TIMES = 12


def examples(number: int = NORMAL, *, slow: bool = False, also: Sequence[HealthCheck] = ()) -> settings:
    """The settings of a generated test: so many examples, or `TIMES` as many.

    `slow` ones may take long to make; a run that is not thorough looks at half of them.
    """
    thorough = settings.get_current_profile_name() == "thorough"
    unchecked = [*([HealthCheck.too_slow] if slow else []), *also]
    return settings(
        max_examples=TIMES * number if thorough else -(-number // 2) if slow else number,
        suppress_health_check=unchecked,
    )
