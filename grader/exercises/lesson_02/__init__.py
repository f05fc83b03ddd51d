"""Lesson 02: numerical and analytical gradients."""
