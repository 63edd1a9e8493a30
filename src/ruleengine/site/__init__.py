"""The documentation site: pages of every version of every rule set in two trees, one for each language."""
