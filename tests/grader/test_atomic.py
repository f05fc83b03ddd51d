"""A file is written whole or not at all, and only what nobody will ever finish is swept away."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader import atomic
from grader.atomic import OLD_SECONDS, PREFIX, require_writable, sweep, write_whole
from grader.errors import GraderError

HALF_WAY = """
import os, sys, time
from pathlib import Path
from grader import atomic

def pause(_descriptor):
    print("half-way", flush=True)
    time.sleep(60)

atomic.os.fsync = pause
atomic.write_whole(Path(sys.argv[1]), "new", durable=True)
"""


@pytest.fixture
def path(tmp_path):
    """Return a path in a folder that is not there yet."""
    return tmp_path / "folder" / "file"


def temporary(folder):
    """Return the temporary files in a folder."""
    return sorted(folder.glob(f"{PREFIX}*"))


def test_a_file_is_written_and_written_over(path):
    """Its folder is made, letters of all kinds survive, and nothing else lies about."""
    write_whole(path, "first ☃")
    write_whole(path, "second ☃", durable=True)
    assert path.read_text("utf-8") == "second ☃"
    assert list(path.parent.iterdir()) == [path]


def test_a_new_file_has_the_rights_that_were_asked_for(path, tmp_path):
    """Less the user's mask, as for any file."""
    mask = os.umask(0o022)
    try:
        write_whole(path, "")
        write_whole(tmp_path / "private", "", mode=atomic.PRIVATE)
    finally:
        os.umask(mask)
    assert (path.stat().st_mode & 0o777, (tmp_path / "private").stat().st_mode & 0o777) == (0o644, 0o600)


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_if_writing_fails_the_old_file_is_there(path, monkeypatch, call):
    """Whole, and alone."""
    write_whole(path, "old")

    def fails(*_):
        raise OSError("full")

    monkeypatch.setattr(atomic.os if call == "fsync" else atomic.Path, call, fails)
    with pytest.raises(OSError, match="full"):
        write_whole(path, "new", durable=True)
    assert path.read_text() == "old"
    assert list(path.parent.iterdir()) == [path]


@pytest.fixture
def writer(path):
    """Start a process that is half-way through writing; return it."""
    write_whole(path, "old")
    process = subprocess.Popen([sys.executable, "-c", HALF_WAY, path], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "half-way\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_what_a_killed_writer_leaves_is_swept(path, writer):
    """The old file is there, whole; its temporary file goes with the next run."""
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    assert path.read_text() == "old"
    assert len(temporary(path.parent)) == 1
    assert sweep(path.parent.parent) == 1
    assert list(path.parent.iterdir()) == [path]


def test_what_somebody_is_writing_is_not_swept(path, writer):
    """Another run's file is its own as long as that run lives."""
    assert sweep(path.parent.parent) == 0
    assert len(temporary(path.parent)) == 1


def test_a_file_without_a_lock_is_swept_when_it_is_old(path, writer, monkeypatch):
    """Some file systems know no locks; then a file may be somebody's, but not for an hour."""

    def no_locks(*_):
        raise OSError("Function not implemented")

    monkeypatch.setattr(atomic.fcntl, "flock", no_locks)
    assert sweep(path.parent.parent) == 0
    [file] = temporary(path.parent)
    os.utime(file, times=(time.time() - OLD_SECONDS - 1,) * 2)
    assert sweep(path.parent.parent) == 1


def test_a_file_that_is_swept_in_the_wrong_moment_is_written_again(path, monkeypatch):
    """Between the making of a file and its lock another run may take it for a dead one's."""
    real = Path.replace

    def swept(self, target):
        monkeypatch.undo()
        self.unlink()
        return real(self, target)

    monkeypatch.setattr(atomic.Path, "replace", swept)
    write_whole(path, "new")
    assert path.read_text() == "new"


def test_other_files_are_nobodys_business(tmp_path):
    """Neither records nor links are swept, and a folder that is not there has nothing in it."""
    (tmp_path / "record.json").touch()
    (tmp_path / f"{PREFIX}link").symlink_to(tmp_path / "record.json")
    assert sweep(tmp_path) == sweep(tmp_path / "gone") == 0
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_cannot_be_written_to_is_found_out_at_once(tmp_path):
    """The error says what was passed, what was expected and what to try; what can be written to stays empty."""
    require_writable(tmp_path / "results")
    assert list((tmp_path / "results").iterdir()) == []
    (tmp_path / "file").write_text("")
    with pytest.raises(GraderError, match=r"cannot be written to .*; expected a folder .*; try `ls -ld") as caught:
        require_writable(tmp_path / "file")
    assert str(tmp_path / "file") in str(caught.value)
