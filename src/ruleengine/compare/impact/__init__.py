"""What another version of the rules does to the results of a portfolio, and which change does how much of it."""
