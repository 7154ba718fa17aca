"""Pages of accounts: logging in, passwords, rosters."""
