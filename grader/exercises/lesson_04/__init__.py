"""Lesson 04, layers: a whole layer at a time, backwards."""
