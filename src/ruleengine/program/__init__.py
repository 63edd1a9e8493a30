"""Resolved rule set to program: ordered, unit-checked calculation steps."""
