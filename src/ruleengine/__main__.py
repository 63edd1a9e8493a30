"""`python -m ruleengine`."""

from ruleengine.cli.start import main

main()
