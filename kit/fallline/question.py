"""One question to an answer: what it is given, how it is asked, and what of its reply is looked at.

The same question is put in three places (the notebook, the worker, the grader's own process for the reference and the
known mistakes), and its reply is read the same way in each.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fallline.calls import Function, Recorder
from fallline.observe import Observation, observe
from fallline.plain import FunctionName
from fallline.script import Names
from fallline.summaries import Summary

TOO_MANY_CALLS = "too-many-calls"
MISFORMED = "a value of another form than the contract asks for"


@dataclass(frozen=True)
class Question:
    """What one case asks.

    Parameters
    ----------
    inputs : dict
        Plain data by argument name.
    read_only : bool
        Whether the arrays are handed over read-only.
    script : str, optional
        What is done with the answer, if it is more than one call on the inputs; see ``fallline.script``.
    items : int, optional
        For an answer that gives an iterator: how many items are taken of it at most.
    most_calls : int, optional
        How often the answer may call the functions that it is given, all together.
    summary : str, optional
        The summary (``fallline.summaries``) that is compared in place of the value itself.
    """

    inputs: dict[str, Any]
    read_only: bool = False
    script: str | None = None
    items: int | None = None
    most_calls: int | None = None
    summary: str | None = None

    @property
    def functions(self) -> frozenset[str]:
        """The names of the functions that are passed."""
        return frozenset(value.name for value in self.inputs.values() if isinstance(value, FunctionName))

    def put(self, function: Function, find: Callable[[str], Function | None], names: Names) -> Observation:
        """Ask a function of this process.

        ``find`` returns the functions to pass, ``names`` are what a script finds in its notebook.
        """
        recorder = Recorder(find)
        inputs = {
            name: recorder.named(value.name) if isinstance(value, FunctionName) else value
            for name, value in self.inputs.items()
        }
        seen = observe(function, inputs, read_only=self.read_only, script=self.script, items=self.items, names=names)
        return with_calls(seen, recorder)

    def read(self, seen: Observation, summaries: Mapping[str, Summary]) -> Observation:
        """Return an observation with its value summed up, and with what its calls broke."""
        if self.most_calls is not None and seen.called > self.most_calls:
            sentence = f"Your function made {seen.called:,} calls of what it was given; {self.most_calls:,} are enough."
            seen = replace(seen, broken=(*seen.broken, (TOO_MANY_CALLS, sentence)))
        if self.summary is None or not seen.has_value or seen.value is None:
            return seen
        try:
            with warnings.catch_warnings(action="ignore"), np.errstate(all="ignore"):
                return replace(seen, value=summaries[self.summary](seen.value, self.inputs))
        except Exception:  # what a wrong value makes a summary raise is not known beforehand
            return replace(seen, value=None, unsupported=MISFORMED)


def with_calls(seen: Observation, recorder: Recorder) -> Observation:
    """Return an observation with the calls that were recorded while it was made."""
    return replace(seen, called=recorder.count, calls=tuple(recorder.calls))
