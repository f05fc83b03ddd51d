"""With a layer switched off, attacks that it alone stops must succeed: else the corpus has gone blind.

The attacks named here are harmless where they succeed. They read what the judge has planted, lock a file, speak to the
judge's own listeners, or start a `sleep` that the judge ends.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux can confine"),
]
HERE = Path(__file__).parent

# Two layers that stop the same attack are switched off together: bubblewrap hides what Landlock forbids.
WITHOUT_LANDLOCK = {
    "imports_the_reference": "shows the reference",
    "reads_the_reference_beside_the_kit": "shows the reference",
    "reads_what_lies_in_the_course": "shows the treasure of: solution",
    "copies_from_a_neighbour": "shows the treasure of: neighbour",
    "asks_the_gradebook": "shows the treasure of: gradebook",
    "reads_home_folders": "shows the treasure of: key",
    "reads_public_folders": "shows the treasure of: tmp",
    "opens_by_every_road": "shows the reference",
}
WITHOUT_SECCOMP = {
    "connects_to_the_network": "did it: sent_by_UDP",
    "listens": "did it: listens_in_family_1",
    "sends_out_of_a_pair": "did it: sent_out_of_a_pair",
    "opens_odd_sockets": "did it: opened_a_socket",
    "locks_files": "did it: locked_by_flock",
    "runs_a_file_in_memory": "did it: made_a_file_in_memory",
    "brings_its_own_machine_code": "did it: a_socket_by_machine_code",
}
WITHOUT_BOTH = {
    "starts_a_sleeping_child": "was still running: sleep",
    "connects_to_the_network": "connected: tcp",
    "connects_to_unix_sockets": "connected: abstract",
    "sends_out_of_a_pair": "connected: datagram",
    "attaches_shared_memory": "shows the treasure of: sysv",
}
CASES = {
    ("landlock", "bubblewrap"): WITHOUT_LANDLOCK,
    ("seccomp",): WITHOUT_SECCOMP,
    ("seccomp", "landlock", "bubblewrap"): WITHOUT_BOTH,
}


def breaches_of(names, layers):
    """Return the breaches of some entries by name, graded without some layers."""
    only = [word for name in names for word in ("--only", name)]
    without = [word for layer in layers for word in ("--without", layer)]
    command = [sys.executable, HERE / "run_corpus.py", "--json", *only, *without]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.stdout, run.stderr
    return {verdict["name"]: verdict["breaches"] for verdict in json.loads(run.stdout)}


@pytest.mark.parametrize("layers", CASES, ids=" and ".join)
def test_without_a_layer_its_attacks_get_through(layers):
    """Each attack that the missing layers alone stop is seen, and seen for what it is."""
    expected = CASES[layers]
    found = breaches_of(expected, layers)
    missed = {name: found[name] for name, sight in expected.items() if not any(sight in each for each in found[name])}
    assert missed == {}
