"""A compiler for product-carbon-footprint standards.

The path of the data is the list of the sub-packages: source → ruleset → resolve → formula → program → inventory →
run → assess → documents → cli. See ARCHITECTURE.md.
"""

__version__ = "0.1.0"
