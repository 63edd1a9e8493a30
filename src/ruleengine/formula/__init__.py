"""Formula text to typed tree: units, types and printers."""
