"""The version of the engine, as results and documents name it."""

__version__ = "0.2.0.dev0"
