"""Every single fault in every field of a file, and what each command and the API say of it."""
