"""Files in and out: Excel and JSON of what the actions write."""
