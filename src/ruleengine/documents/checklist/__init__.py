"""The verification checklist: what a verifier works in."""
