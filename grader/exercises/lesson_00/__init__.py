"""Lesson 00: warm-up."""
