"""The result record: a frozen, self-contained form of a result, written and read as JSON."""
