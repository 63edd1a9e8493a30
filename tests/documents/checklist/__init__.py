"""What verifiers work in."""
