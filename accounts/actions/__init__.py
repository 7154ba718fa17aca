"""What is written of people and departments, each in one transaction."""
