"""Portfolios: files → reading → batch."""
