"""Many products at once: the array kernel, sums over rows, ties, derivatives."""
