"""What a footprint depends on: derivatives, steps and kinks, break-even values, scenarios."""
