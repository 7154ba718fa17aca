"""Rules about people and departments; pure."""
