"""Program and inventory to result: the exact evaluator, its explanation, rounding, rule tests."""
