"""What holds for all tests: a property may take its time, on a machine that does other things as well."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
