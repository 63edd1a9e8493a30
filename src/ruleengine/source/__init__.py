"""Text to positioned document: strict YAML and JSON, shapes, editor schema."""
