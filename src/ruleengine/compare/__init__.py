"""Two rule sets or factor tables beside one another: what differs, what it means, and what follows from it."""
