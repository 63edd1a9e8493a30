"""Uncertainty of a footprint: distributions of inputs, Monte Carlo on the array kernel, first-order propagation."""
