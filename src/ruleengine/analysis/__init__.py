"""How sure a number is and what it depends on."""
