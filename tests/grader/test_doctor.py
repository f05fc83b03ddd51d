"""What `grader doctor` says of this machine, with layers there and gone."""

import json
import os
import shutil
import sys

import pytest

from grader import doctor
from grader.sandbox import Policy, launch

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is nothing to examine elsewhere")


def lines(**settings):
    """Return the report, and its findings by what was looked at."""
    report = doctor.examine(Policy(preload=(), **settings))
    return report, {finding.what: finding for finding in report.findings}


def test_a_machine_with_its_layers_is_well():
    """Everything found is named, the self-test passed, and the verdict is that classes can be graded."""
    report, found = lines()
    assert report.can_grade
    assert found["self-test"].sign == doctor.GOOD
    assert "libseccomp" in found["seccomp"].found
    assert ("root" in found["user"].found) == (os.geteuid() == 0)
    assert found["verdict"].found == "classes can be graded"


@pytest.mark.parametrize(("layer", "what"), [("landlock", "Landlock"), ("seccomp", "seccomp")])
def test_a_missing_layer_is_named_with_what_to_do(layer, what):
    """The layer, what student code could do without it, what to install, and that grading refuses."""
    report, found = lines(without=frozenset({layer}))
    assert not report.can_grade
    assert found[what].sign == doctor.WEAK
    assert found[what].remedy
    assert "student code could" in found["self-test"].found
    assert "refuses" in found["verdict"].found


def test_bubblewrap_may_be_absent(monkeypatch):
    """Without it the other layers stand, and the report says so; installed but forbidden is another case."""
    launch.bubblewrap.cache_clear()
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    try:
        report, found = lines()
        assert report.can_grade
        assert found["bubblewrap"].sign == doctor.NOTE
        assert "install" in found["bubblewrap"].remedy
    finally:
        launch.bubblewrap.cache_clear()


def test_bubblewrap_that_cannot_make_namespaces_is_told_apart(monkeypatch):
    """As in most containers: it is there, and does not work."""
    monkeypatch.setattr(launch, "bubblewrap", lambda: None)
    monkeypatch.setattr(launch, "finds_bubblewrap", lambda: True)
    _, found = lines()
    assert "cannot make its namespaces" in found["bubblewrap"].found


def test_the_report_is_text_and_json():
    """Both hold every finding, and what to do about it."""
    report, found = lines()
    text = "\n".join(report.lines())
    assert all(finding.found in text and finding.remedy in text for finding in found.values())
    assert json.loads(json.dumps(report.to_json()))["can_grade"] is True
