"""The arithmetic of the corpus: fractions only, nothing of the engine."""
