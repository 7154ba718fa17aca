"""Files of people and departments."""
