"""Files and folders that are no notebooks, or are more than that: links, pipes, devices, archives, odd names."""

import io
import json
import os
import zipfile

from corpus.entry import ANY, NONE, RIGHT, WARM_UP, answered, bundle, hand_in

NAME = f"{WARM_UP}.ipynb"


def place(folder):
    """Return where the notebook belongs, with its folder made."""
    inside = folder / WARM_UP
    inside.mkdir(exist_ok=True)
    return inside / NAME


@bundle(status="unreadable")
def is_a_link_to_the_solution(folder, scene):
    """A link to the instructor's notebook."""
    place(folder).symlink_to(scene.course / "solutions" / WARM_UP / NAME)


@bundle(status="unreadable")
def is_a_link_to_the_neighbour(folder, scene):
    """A link to somebody else's right answers, relative and by way of itself."""
    place(folder).symlink_to(f"../../0000-neighbour/{WARM_UP}/{NAME}")


@bundle(status="unreadable")
def is_a_link_to_a_secret(folder, scene):
    """A link to the course's secret: an error may quote what it could not read."""
    place(folder).symlink_to(scene.course / ".course-secret")


@bundle(status="unreadable")
def is_a_link_to_nothing(folder):
    """A broken link, a link to itself, a link to a device without end."""
    place(folder).symlink_to("nowhere.ipynb")
    (folder / WARM_UP / "loop.ipynb").symlink_to("loop.ipynb")
    (folder / WARM_UP / "zero.ipynb").symlink_to("/dev/zero")
    (folder / WARM_UP / "stdin.ipynb").symlink_to("/dev/stdin")


@bundle(status="unreadable")
def is_a_linked_folder(folder, scene):
    """The lesson's folder is a link to another student's."""
    (folder / WARM_UP).symlink_to(scene.submitted / "0000-neighbour" / WARM_UP)


@bundle(status="unreadable")
def is_a_loop_of_folders(folder):
    """Folders that hold links to themselves and to the root of the disk: nobody should walk there."""
    (folder / "loop").symlink_to(".")
    (folder / "up").symlink_to("../..")
    (folder / "root").symlink_to("/")


@bundle(status="unreadable")
def is_a_pipe(folder):
    """A pipe without a writer: whoever opens it waits for ever."""
    os.mkfifo(place(folder))


@bundle(status="unreadable")
def is_a_socket(folder):
    """A socket under the name of a notebook."""
    import socket

    line = socket.socket(socket.AF_UNIX)
    here = os.getcwd()
    os.chdir(place(folder).parent)  # A socket's path may have a hundred characters.
    line.bind(NAME)
    os.chdir(here)
    line.close()


@bundle(status="unreadable")
def is_a_device(folder):
    """/dev/zero under the name of a notebook, if one may make devices; else a link to it."""
    try:
        os.mknod(place(folder), 0o20666, os.makedev(1, 5))
    except PermissionError:
        place(folder).symlink_to("/dev/zero")


@bundle(status="unreadable")
def is_a_folder(folder):
    """A folder under the name of a notebook."""
    place(folder).mkdir()


@bundle(NONE, status=None)
def is_a_folder_with_a_notebook(folder):
    """A folder called x.ipynb with a notebook inside, which may or may not be found."""
    place(folder).mkdir()
    (place(folder) / "inner.ipynb").write_text("{}")


@bundle(ANY, status=None)
def is_closed_to_all(folder):
    """A file and a folder without any rights; whoever is root reads them all the same."""
    hand_in(answered(RIGHT), folder).chmod(0)
    (folder / "closed").mkdir(mode=0)


@bundle(status="unreadable")
def is_sparse(folder):
    """A gigabyte of nothing, which takes no room on disk."""
    with place(folder).open("wb") as file:
        file.truncate(2**30)


@bundle(status="unreadable")
def is_sparse_behind_a_notebook(folder):
    """A notebook, and a gigabyte of nothing behind it."""
    path = hand_in(answered(RIGHT), folder)
    with path.open("ab") as file:
        file.truncate(2**30)


@bundle(status="unreadable")
def is_a_zip(folder):
    """An archive under the name of a notebook, with names that lead out of it."""
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w") as archive:
        archive.writestr("../../../../evil.ipynb", json.dumps(answered(RIGHT)))
        archive.writestr("/tmp/evil.ipynb", "x")
    place(folder).write_bytes(room.getvalue())


@bundle(status="unreadable")
def is_a_bomb_of_a_zip(folder):
    """Archives beside no notebook: ten megabytes of nothing in ten kilobytes, a hundred times."""
    for number in range(100):
        with zipfile.ZipFile(folder / f"{number}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(NAME, bytes(10 * 2**20))


@bundle(status="unreadable")
def is_compressed(folder):
    """Gzip's bytes under the name of a notebook, a gigabyte when unpacked."""
    import zlib

    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    raw = b"".join(packer.compress(bytes(2**20)) for _ in range(200)) + packer.flush()
    place(folder).write_bytes(raw)


@bundle()
def has_modules_beside_it(folder):
    """numpy.py, json.py, sitecustomize.py, conftest.py, .pth and a package called grader beside the notebook."""
    path = hand_in(answered(RIGHT), folder)
    bad = "raise SystemExit('shadowed')\n"
    for name in (
        "numpy",
        "json",
        "os",
        "fallline",
        "IPython",
        "sitecustomize",
        "usercustomize",
        "conftest",
        "nbgrader_config",
    ):
        (path.parent / f"{name}.py").write_text(bad)
        (folder / f"{name}.py").write_text(bad)
    (path.parent / "grader").mkdir()
    (path.parent / "grader" / "__init__.py").write_text(bad)
    (folder / "x.pth").write_text("import os; os._exit(1)\n")
    (folder / "pyproject.toml").write_text("[limits]\ncell_seconds = 1e9\n")
    (folder / "course.toml").write_text("[limits]\ncell_seconds = 1000000\n")
    (folder / ".course-secret").write_text("0" * 64)


@bundle()
def brings_a_course_of_its_own(folder):
    """A whole course around the notebook: configuration, lessons, released notebooks in which all is one point."""
    path = hand_in(answered(RIGHT), folder)
    (folder / "lessons").mkdir()
    (folder / "nbgrader_config.py").write_text("raise SystemExit('configured')\n")
    (folder / "notebooks" / WARM_UP).mkdir(parents=True)
    (folder / "notebooks" / WARM_UP / "x.txt").write_text("no notebook")
    (path.parent / "ipython_config.py").write_text("raise SystemExit('configured')\n")


@bundle()
def has_an_endless_name(folder):
    """A notebook whose name has 255 bytes, in folders of such names."""
    path = hand_in(answered(RIGHT), folder)
    path.rename(path.with_name(f"{'x' * 249}.ipynb"))


@bundle()
def has_a_name_of_many_lines(folder):
    """Line ends, tabs, quotes, terminal escapes and marks that turn the direction of writing."""
    path = hand_in(answered(RIGHT), folder)
    path.rename(path.with_name("a\nb\tc\x1b[31m\"'`$(id);|&\u202egnp.\u2066.ipynb"))


@bundle()
def has_a_name_that_is_an_option(folder):
    """A file and a folder whose names begin with dashes."""
    path = hand_in(answered(RIGHT), folder)
    path = path.rename(path.with_name("--course=.ipynb"))
    path.parent.rename(path.parent.with_name("--help"))


@bundle()
def has_a_name_that_is_no_text(folder):
    """Bytes that are no UTF-8."""
    path = hand_in(answered(RIGHT), folder)
    os.rename(path, os.fsencode(path.parent) + b"/\xff\xfe\x80.ipynb")


@bundle()
def has_names_that_look_alike(folder):
    """One name composed and decomposed, in capitals and not: two files, one student."""
    path = hand_in(answered(RIGHT), folder)
    for name in ("\u00e9.ipynb", "e\u0301.ipynb", "README.ipynb", "readme.ipynb", " .ipynb", "...ipynb", "CON.ipynb"):
        path.with_name(name).write_bytes(path.read_bytes())


@bundle(seconds=120)
def has_fifty_notebooks(folder):
    """Fifty copies at all depths: each is reported, none is lost."""
    path = hand_in(answered(RIGHT), folder)
    for number in range(49):
        deeper = folder / "more" / "/".join("d" * (number % 7 + 1))
        deeper.mkdir(parents=True, exist_ok=True)
        (deeper / f"{number}.ipynb").write_bytes(path.read_bytes())


@bundle(status="unreadable")
def is_a_deep_folder(folder):
    """Folders so deep that no path leads there, beside a file that is no notebook."""
    (folder / "note.txt").write_text("see below")
    descriptor = os.open(folder, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("deeper", dir_fd=descriptor)
        below = os.open("deeper", os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = below
    os.close(descriptor)


@bundle(status="unreadable")
def is_a_crowd_of_files(folder):
    """Five thousand files, and no notebook among them."""
    for number in range(5000):
        (folder / f"{number}.txt").touch()


@bundle(record=False, status=None)
def is_nothing_but_checkpoints(folder):
    """Only Jupyter's own copies, and files that begin with a dot."""
    inside = folder / ".ipynb_checkpoints"
    inside.mkdir()
    (inside / "x-checkpoint.ipynb").write_text(json.dumps(answered(RIGHT)))
    (folder / "._00_warm_up.txt").write_text("x")


@bundle(status="unreadable")
def is_an_empty_folder(folder):
    """A student's folder with a lesson's folder, and nothing in it that is a notebook."""
    (folder / WARM_UP).mkdir()
    (folder / WARM_UP / "answers.docx").write_bytes(b"PK\x03\x04")


@bundle()
def is_a_hard_link(folder):
    """A second name of a file that lies elsewhere in the same folder: it is a notebook like any other."""
    path = hand_in(answered(RIGHT), folder)
    os.link(path, path.with_name("again.ipynb"))


@bundle(ANY, status=None)
def ends_in_capitals(folder):
    """.IPYNB is what some cameras and systems write; it is graded, or its student is told."""
    path = hand_in(answered(RIGHT), folder)
    path.rename(path.with_suffix(".IPYNB"))
