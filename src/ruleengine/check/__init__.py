"""What can be said of files without a product: validation, tests beside rules, the lock."""
