"""The formulas of gb/lighting written by hand for other engines, which `ruleengine batch` is compared with.

All of them calculate what `ruleengine batch` writes: total, per unit, reference flow, stages, species, indicators and a
verdict a check. None checks its input: limits, texts, units, keys, repeated ids and values that a product cannot be
calculated without are left to whoever prepared it, so a product that the engine refuses has no meaning here. Nor do
they look for comparisons so near a tie that rounding decides them, which the engine gives to its exact evaluator.
"""
