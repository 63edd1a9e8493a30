"""Document to rule set: frozen classes, and the library that finds them by id, version and date."""
