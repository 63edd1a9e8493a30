"""The inventory: the activity data of one product, each value with its source and the place it was read from."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from decimal import Decimal

from attrs import field, frozen

from ruleengine.diagnostics import Place
from ruleengine.program.program import Scalar
from ruleengine.source.canonical import fingerprint
from ruleengine.source.document import Document


class Absent(enum.Enum):
    """Why there is no value. None of them is zero.

    `NOT_EVALUATED` is what has an error though the footprint has none; inventories and formulas never meet it.
    """

    MISSING = "missing"
    NOT_APPLICABLE = "not applicable"
    NOT_EVALUATED = "not evaluated"


MISSING = Absent.MISSING
NOT_APPLICABLE = Absent.NOT_APPLICABLE
NOT_EVALUATED = Absent.NOT_EVALUATED


@frozen
class Uncertainty:
    """How a number may differ from its true value; the number itself is mean, median, mode or neither.

    `distribution` is `normal` (`spread` is the standard deviation in the unit of the field; the number is the mean),
    `lognormal` (`spread` is the geometric standard deviation, at least 1; the number is the median), `triangular` (from
    `low` to `high` in the unit of the field; the number is the mode) or `uniform` (from `low` to `high`).
    """

    distribution: str
    spread: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


@frozen
class Cell:
    """One value, in the unit of its field; `given` is what the file says, `source` a row of `data_sources`.

    `uncertainty` does not touch the value; it is used by `run.uncertainty` only.
    """

    value: Scalar | Absent
    given: str | None = None
    source: str | None = None
    default: bool = False
    place: Place | None = field(default=None, eq=False)
    uncertainty: Uncertainty | None = None


Row = Mapping[str, Cell]


@frozen
class Inventory:
    """Product data that fits a program: single values, and tables as tuples of rows.

    `missing_tables` are optional tables of which nothing is said: not the same as a table without rows. `constants` are
    the uncertainties of what the rule set gives: parameters, and columns of look-up tables (`electricity.factor`) as a
    factor of all their numbers. `document` is the file, with the places of its values.
    """

    id: str
    product: Mapping[str, object]
    period: Mapping[str, str]
    note: Mapping[str, str]
    values: Mapping[str, Cell]
    tables: Mapping[str, tuple[Row, ...]]
    missing_tables: frozenset[str]
    fingerprint: str
    document: Document = field(eq=False, repr=False)
    constants: Mapping[str, Uncertainty] = field(factory=dict)

    @property
    def file(self) -> str:
        """The file as messages name it."""
        return self.document.file

    @property
    def as_given(self) -> Mapping[str, object]:
        """The data of the file."""
        return self.document.data if isinstance(self.document.data, Mapping) else {}

    @property
    def printed_hash(self) -> str:
        """The hash of every word and number of the file as it is written, notes too: of all that documents can print.

        `fingerprint` is that of its meaning and stays when `1 kg` becomes `1000 g` or a note is corrected.
        """
        return fingerprint(self.as_given)

    def key_rows(self, table: str, key: str) -> dict[str, int]:
        """The row number (from 0) of each key of a table."""
        return {str(row[key].value): index for index, row in enumerate(self.tables[table])}
