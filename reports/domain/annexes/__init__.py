"""The annexes as tables ready to print, one module for each."""
