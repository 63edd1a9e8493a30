"""Rule set and its bases to resolved rule set: every element knows where it comes from."""
