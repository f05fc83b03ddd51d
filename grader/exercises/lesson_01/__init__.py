"""Lesson 01: loss functions."""
