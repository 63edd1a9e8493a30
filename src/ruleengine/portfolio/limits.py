"""How much of a portfolio is taken, and how much is told of a product that is refused."""

from __future__ import annotations

#: More rows than this in one table of one product are refused.
MAX_ROWS = 1_000_000
#: A line of JSON may be as long as this many bytes.
LONGEST_LINE = 32_000_000
#: A line of CSV, and so a cell, may be as long as this many bytes.
LONGEST_CSV_LINE = 1 << 21
#: Of all errors of a product as many are told.
TOLD = 20
