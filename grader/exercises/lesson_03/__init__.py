"""Lesson 03: backpropagation, gates and graphs."""
