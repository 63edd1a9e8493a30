"""Lints: what is right by its shape and probably not meant."""
