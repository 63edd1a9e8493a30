"""Product data in: YAML and JSON inventories, checked against a program."""
