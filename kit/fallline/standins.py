"""What stands in plain data for things that are none: a random generator, a function that lives elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from fallline.errors import PlainDataError


@dataclass(frozen=True)
class Seed:
    """Stands for ``np.random.default_rng(value)``, built where it is used."""

    value: int


@dataclass(frozen=True)
class GeneratorState:
    """Stands for a generator of ``np.random.default_rng`` in the middle of its sequence: the state of its PCG64."""

    state: int
    inc: int
    has_uint32: int = 0
    uinteger: int = 0

    @classmethod
    def of(cls, rng: np.random.Generator) -> GeneratorState:
        """Return the state of a generator; raises PlainDataError if it is not one of ``np.random.default_rng``."""
        if type(rng.bit_generator) is not np.random.PCG64:
            raise PlainDataError(
                f"a generator of {type(rng.bit_generator).__name__} is not plain data; use np.random.default_rng"
            )
        now: Any = rng.bit_generator.state
        return cls(now["state"]["state"], now["state"]["inc"], now["has_uint32"], now["uinteger"])

    def restore(self, rng: np.random.Generator) -> None:
        """Set a generator to this state, so that it goes on from here."""
        rng.bit_generator.state = {
            "bit_generator": "PCG64",
            "state": {"state": self.state, "inc": self.inc},
            "has_uint32": self.has_uint32,
            "uinteger": self.uinteger,
        }

    def build(self) -> np.random.Generator:
        """Return a generator in this state."""
        rng = np.random.Generator(np.random.PCG64(0))
        self.restore(rng)
        return rng


@dataclass(frozen=True)
class FunctionName:
    """Stands for a function that is evaluated on the sender's side."""

    name: str
