"""`python -m ruleengine`."""

from ruleengine.cli.main import main

main()
