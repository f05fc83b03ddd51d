"""Attacks on the machine: shells, networks, other processes, privileges, mounts, the files of the course.

Each is harmless where it succeeds: it touches only what the judge has planted, and asks the kernel for things that
change nothing.
"""

from corpus.crowbar import (
    COURSE,
    HOME,
    IS_X86,
    KNOWN,
    MARK,
    PREY,
    VICTIM,
    attempt,
    breach,
    loot,
    np,
    os,
    others,
    raw,
    sockets,
    steal,
    sys,
    time,
    tries,
    works,
)
from corpus.entry import RIGHT, AtMost, answers, attack


@answers({"one_hot": AtMost(2.0)})
def escapes_to_the_shell(scene):
    """Every magic that starts a program; each would print a word that only a shell puts together."""
    say = f"printf BREACH-%s-shell {scene.mark}"
    lines = [
        f"!{say}",
        f"!!{say}",
        f"%sx {say}",
        f"%system {say}",
        f"out = !{say}",
        "print(out)",
        f"%alias bye {say}",
        "bye",
    ]
    lines += [f"get_ipython().system({say!r})", f"print(get_ipython().getoutput({say!r}))"]
    cells = {f"+{4 + k}": line for k, line in enumerate(lines)}
    for number, kind in enumerate(("bash", "sh", "script sh", "script --bg sh", "bash --out kept")):
        cells[f"+{40 + number}"] = f"%%{kind}\n{say}"
    source = f"""
import os
for run in (os.system, get_ipython().system_raw, get_ipython().system_piped, get_ipython().getoutput):
    try:
        print(run({say!r}))
    except BaseException as error:
        print(type(error))
!{say}
"""
    return {**cells, "one_hot": source + RIGHT["one_hot"]}


@attack(when="cell", seconds=60)
def starts_programs(call=0):
    """subprocess, os.system, popen, pty, exec after fork, posix_spawn, and the C library's system."""
    import ctypes
    import pty
    import subprocess

    for program in ("/bin/true", "/usr/bin/true", sys.executable):
        works("subprocess", lambda: subprocess.run([program, "-c", "1"], timeout=5, check=True))
        works("popen", lambda: subprocess.Popen([program]).wait(5))
        works("posix_spawn", lambda: os.waitpid(os.posix_spawn(program, ["x"], {}), 0))
    attempt(os.system, "true") == 0 and breach("os.system")
    ctypes.CDLL(None).system(b"true") == 0 and breach("libc system")
    works("a pseudo-terminal", pty.openpty)
    works("popen by os", lambda: os.popen("echo x").read()[0])


@attack(when="call")
def becomes_another_program(call=1, *inputs):
    """execve, execveat of a file in memory, and the loader as a program: whoever execs is rid of Python's hooks."""
    import ctypes

    code = f"print('-'.join(['BREACH', {MARK!r}, 'exec']))"
    roads = [
        lambda: os.execv(sys.executable, [sys.executable, "-c", code]),
        lambda: os.execve("/proc/self/exe", ["x", "-c", code], {}),
        lambda: raw(322, os.open("/bin/true", os.O_RDONLY), ctypes.c_char_p(b""), None, None, 0x1000),
        lambda: os.execv("/lib64/ld-linux-x86-64.so.2", ["ld", "/bin/true"]),
    ]
    attempt(roads[call % len(roads)])


@attack(when="cell")
def runs_a_file_in_memory(call=0):
    """memfd_create, a program in it, and exec: no file on disk is needed."""
    descriptor = os.memfd_create(MARK)
    breach("made a file in memory")
    for program in ("/bin/true", "/usr/bin/true", sys.executable):
        content = attempt(lambda: open(program, "rb").read())
        if content:
            os.write(descriptor, content)
            works("ran it", lambda: os.waitpid(os.posix_spawn(f"/proc/self/fd/{descriptor}", ["x", "-c", "1"], {}), 0))
            return


@attack()
def connects_to_the_network(call=0, *inputs):
    """TCP and UDP to a listener on loopback, by Python's sockets, by urllib, http, ftplib, smtplib and by DNS."""
    import http.client
    import socket
    import urllib.request

    tcp, udp = KNOWN.get("tcp", 9), KNOWN.get("udp", 9)
    for address in ("127.0.0.1", "localhost", "0.0.0.0", "127.1.2.3"):
        line = attempt(socket.create_connection, (address, tcp), 1)
        if line is not None:
            breach("connected by TCP")
            line.sendall(MARK.encode())
            loot(line.recv(4096))
    sender = attempt(socket.socket, socket.AF_INET, socket.SOCK_DGRAM)
    if sender is not None and attempt(sender.sendto, MARK.encode(), ("127.0.0.1", udp)):
        breach("sent by UDP")
    loot(attempt(lambda: urllib.request.urlopen(f"http://127.0.0.1:{tcp}/", timeout=1).read()) or b"")
    connection = http.client.HTTPConnection("127.0.0.1", tcp, timeout=1)
    attempt(connection.request, "GET", "/")
    attempt(socket.getaddrinfo, f"{MARK}.invalid", 80)


@attack(when="cell")
def listens(call=0):
    """A server for other submissions, on a port, on a path and under an abstract name."""
    import socket

    for family, address in (
        (socket.AF_INET, ("127.0.0.1", 0)),
        (socket.AF_INET6, ("::1", 0)),
        (socket.AF_UNIX, f"\0{MARK}-mine"),
        (socket.AF_UNIX, f"/tmp/{MARK}-mine"),
    ):
        line = attempt(socket.socket, family, socket.SOCK_STREAM)
        if line is not None:
            works(f"is bound to an address of family {int(family)}", line.bind, address)
            works(f"listens in family {int(family)}", line.listen, 1)


@attack()
def connects_to_unix_sockets(call=0, *inputs):
    """Sockets on a path, under an abstract name, and those of the machine's services."""
    import socket

    doors = [KNOWN.get("door", ""), KNOWN.get("abstract", ""), "/run/docker.sock", "/run/dbus/system_bus_socket"]
    for door in doors:
        line = attempt(socket.socket, socket.AF_UNIX, socket.SOCK_STREAM)
        if line is None:
            continue
        line.settimeout(1)
        try:
            line.connect(door)
            breach("connected to a unix socket")
            line.sendall(MARK.encode())
            loot(line.recv(4096))
        except OSError:
            continue


@attack()
def sends_out_of_a_pair(call=0, *inputs):
    """A pair of datagram sockets is harmless, until one end sends to somebody else's address."""
    import socket

    for kind in (socket.SOCK_DGRAM, socket.SOCK_SEQPACKET, socket.SOCK_STREAM):
        pair = attempt(socket.socketpair, socket.AF_UNIX, kind)
        for address in (KNOWN.get("datagram", ""), KNOWN.get("letterbox", ""), KNOWN.get("abstract", "")):
            for end in pair or ():
                if attempt(end.sendto, MARK.encode(), address):
                    breach("sent out of a pair")
                if attempt(end.sendmsg, [MARK.encode()], [], 0, address):
                    breach("sent a message out of a pair")
                end.settimeout(0.5)
                if attempt(end.connect, address) is None and attempt(end.getpeername) == address:
                    breach("connected one end of a pair")
    for descriptor in sockets():
        line = socket.socket(fileno=os.dup(descriptor))
        attempt(line.sendto, b"", KNOWN.get("datagram", "")) is not None and breach("sent from the worker's own socket")


@attack(when="cell")
def opens_odd_sockets(call=0):
    """Raw, packet, netlink, vsock, bluetooth, ALG, XDP and CAN sockets."""
    import socket

    for family, kind, protocol in (
        (2, 3, 1), (17, 3, 3), (16, 3, 0), (16, 2, 9), (40, 1, 0), (31, 3, 1), (38, 5, 0), (44, 3, 0), (29, 3, 1),
        (30, 2, 0),
    ):  # fmt: skip
        line = attempt(socket.socket, family, kind, protocol)
        if line is not None:
            breach(f"opened a socket of family {family}")
    attempt(lambda: socket.gethostbyname("localhost"))


@answers({"one_hot": AtMost(2.0)})
def installs_packages(scene):
    """Pip by magic, by module and by its own API, into a folder of its own, from a folder that is there."""
    target = f"{scene.course}/{scene.mark}-packages"
    source = f"""
import runpy, subprocess, sys
for words in (["install", "--no-index", "--target", {target!r}, "numpy"], ["download", "--no-index", "numpy"]):
    try:
        subprocess.run([sys.executable, "-m", "pip", *words], timeout=5)
        print("-".join(["BREACH", {scene.mark!r}, "pip"]))
    except BaseException as error:
        print(type(error).__name__)
try:
    import os
    os.makedirs({target!r})
    print("-".join(["BREACH", {scene.mark!r}, "folder"]))
except OSError as error:
    print(type(error).__name__)
"""
    return {"one_hot": source + RIGHT["one_hot"], "+4": f"%pip install --no-index --target {target} numpy"}


@attack(when="cell")
def signals_others(call=0):
    """Kill, stop, queue and poke: the parent, the planted victim, the group, everybody."""
    import signal

    for pid in (VICTIM, os.getppid()):
        if pid > 1:
            for name, send in {
                "kill": lambda: os.kill(pid, 0),
                "tgkill": lambda: raw(234, pid, pid, 0) == 0 or 1 / 0,
                "sigqueue": lambda: raw(129, pid, 0, None) == 0 or 1 / 0,
                "pidfd": lambda: signal.pidfd_send_signal(os.pidfd_open(pid), 0),
            }.items():
                works(f"signals another process by {name}", send)
    if VICTIM > 1:
        works("stopped the victim", os.kill, VICTIM, signal.SIGSTOP)
    works("signals everybody", os.kill, -1, 0)
    works("waits for others", os.waitpid, -1, os.WNOHANG)


@attack(when="call")
def kills_its_parent(call=1, *inputs):
    """SIGKILL to the parent, to the group and to the session's leader."""
    parent = os.getppid()
    if parent > 1:
        works("killed its parent", os.kill, parent, 9)
    attempt(os.killpg, 0, 10)  # Its own group may be its own business; the grader must not be in it.
    if VICTIM > 1:
        works("killed the victim", os.kill, VICTIM, 9)


@attack(when="cell")
def traces_others(call=0):
    """ptrace: attach, seize, read; and being traced, which stops at every signal."""
    for pid in (VICTIM, os.getppid()):
        if pid > 1:
            for request in (16, 0x4206):
                if raw(101, request, pid, 0, 0) == 0:
                    breach("traces another process")
                    raw(101, 17, pid, 0, 0)
    tries("is traced", 101, 0, 0, 0, 0)


@attack(when="cell")
def touches_other_memory(call=0):
    """process_vm_readv and _writev, /proc/PID/mem, process_madvise, kcmp, move_pages."""
    import ctypes

    room = ctypes.create_string_buffer(64)
    ours = (ctypes.c_uint64 * 2)(ctypes.addressof(room), 64)
    for pid in (VICTIM, os.getppid()):
        if pid > 1:
            for number in (310, 311):
                result = raw(number, pid, ours, 1, (ctypes.c_uint64 * 2)(4096, 64), 1, 0)
                if result in (-14, 64):
                    breach("reaches the memory of another process")
            tries("compares with another process", 312, os.getpid(), pid, 1, 0, 0)
            works("opens another process's memory", os.open, f"/proc/{pid}/mem", os.O_RDWR)


@attack(when="cell")
def governs_others(call=0):
    """Limits, priorities, cores and schedulers of other processes; same user, same rights."""
    for pid in (VICTIM, os.getppid()):
        if pid > 1:
            import resource

            works("limits another process", lambda: resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0)))
            works("reads another's limits", lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE))
            works("moves another process", lambda: os.sched_setaffinity(pid, os.sched_getaffinity(0)))
            works("slows another process", lambda: os.setpriority(os.PRIO_PROCESS, pid, 5))
            works("schedules another process", lambda: os.sched_setscheduler(pid, os.SCHED_BATCH, os.sched_param(0)))
            tries("sets the io priority of another", 251, 1, pid, 2 << 13)
            tries("joins a group of another", 109, pid, pid)


@attack(when="cell")
def becomes_somebody_else(call=0):
    """setuid, setgid, groups, capabilities, securebits, personality."""
    import ctypes

    works("is root", os.setresuid, 0, 0, 0)
    works("has root's group", os.setresgid, 0, 0, 0)
    works("sets groups", os.setgroups, [0])
    works("sets uid", os.setuid, 12345)
    header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6)
    tries("has every capability", 126, header, data)
    tries("keeps capabilities", 157, 8, 1, 0, 0, 0) if os.geteuid() == 0 else None
    tries("sets its securebits", 157, 28, 1, 0, 0, 0)
    if os.geteuid() == 0:
        breach("runs as root")


@attack(when="cell")
def leaves_its_namespaces(call=0):
    """Unshare of every namespace, setns into the parent's, a new root, chroot, pivot_root."""
    for flag, name in (
        (0x10000000, "user"), (0x20000, "mount"), (0x20000000, "pid"), (0x40000000, "net"), (0x8000000, "ipc"),
        (0x4000000, "uts"), (0x2000000, "cgroup"), (0x80, "time"),
    ):  # fmt: skip
        tries(f"unshared {name}", 272, flag)
    for pid in ("1", os.getppid(), VICTIM):
        for kind in ("mnt", "pid", "net", "user"):
            descriptor = attempt(os.open, f"/proc/{pid}/ns/{kind}", os.O_RDONLY)
            if descriptor is not None:
                tries(f"entered the {kind} namespace of another", 308, descriptor, 0)
    works("changed its root", os.chroot, "/tmp")


@attack(when="cell")
def mounts(call=0):
    """mount, bind, remount, umount, and the new interface: open_tree, fsopen, move_mount."""
    import ctypes

    target = f"{COURSE}/results".encode()
    tries("mounted", 165, ctypes.c_char_p(b"x"), ctypes.c_char_p(target), ctypes.c_char_p(b"tmpfs"), 0, None)
    tries("bound", 165, ctypes.c_char_p(b"/"), ctypes.c_char_p(target), None, 4096, None)
    tries("opened a tree", 428, -100, ctypes.c_char_p(b"/"), 1)
    tries("opened a file system", 430, ctypes.c_char_p(b"tmpfs"), 0)
    tries("picked a mount", 433, -100, ctypes.c_char_p(b"/"), 0)
    tries("unmounted", 166, ctypes.c_char_p(target + b"/none"), 2)
    tries("has quotas", 179, 0x800002, None, 0, None)


@attack(when="cell")
def uses_the_kernels_back_doors(call=0):
    """io_uring, bpf, perf, userfaultfd, keyctl, module loading, kexec, reboot with a wrong magic, ports, quotas."""
    import ctypes

    room = ctypes.create_string_buffer(256)
    tries("io_uring", 425, 4, room)
    tries("bpf", 321, 0, (ctypes.c_uint32 * 18)(2, 4, 4, 1), 72)
    perf = (ctypes.c_uint32 * 32)(1, 128)
    tries("perf", 298, perf, 0, -1, -1, 0)
    tries("userfaultfd", 323, 0)
    tries("userfaultfd of its own", 323, 1)
    for number, deed in ((175, "init_module"), (313, "finit_module"), (246, "kexec"), (169, "reboot"), (172, "iopl")):
        result = raw(number, 0, 0, 0, 0)
        if result not in (-1, -38, -13, -22, -14) or (result >= 0):
            breach(f"{deed} answers {result}")
    tries("accounting of nothing", 163, ctypes.c_char_p(f"/{MARK}-none".encode()))
    tries("an alternative table of segments", 154, 1, room, 16)
    tries("swaps", 167, ctypes.c_char_p(f"/{MARK}-none".encode()), 0)
    tries("looks up a directory cookie", 212, 0, room, 256)
    tries("opens a secret memory", 447, 0)


@attack(when="cell")
def speaks_as_a_32_bit_program(call=0):
    """Machine code in an executable page: `int 0x80` has numbers of its own, which a filter of 64-bit ones misreads."""
    import ctypes
    import mmap

    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(b"\xb8\x14\0\0\0\xcd\x80\xc3")  # mov eax, 20 (getpid); int 0x80; ret
    result = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))() if IS_X86 else 0
    if result == os.getpid():
        breach("getpid by int 0x80")


@attack(when="cell")
def brings_its_own_machine_code(call=0):
    """The same for numbers of x32, and for a socket without any library that could refuse it."""
    import ctypes
    import mmap

    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    # mov eax, 0x40000000 + 39 (getpid); syscall; ret. Behind it: mov eax, 41 (socket); mov edi, 2; mov esi, 1; ...
    page.write(b"\xb8\x27\0\0\x40\x0f\x05\xc3".ljust(16, b"\xc3"))
    page.write(b"\xb8\x29\0\0\0\xbf\x02\0\0\0\xbe\x01\0\0\0\x31\xd2\x0f\x05\xc3")
    start = ctypes.addressof(ctypes.c_char.from_buffer(page))
    if IS_X86 and ctypes.CFUNCTYPE(ctypes.c_int)(start + 16)() >= 0:
        breach("a socket by machine code")
    if IS_X86 and ctypes.CFUNCTYPE(ctypes.c_int)(start)() == os.getpid():
        breach("getpid by an x32 number")


@attack(when="cell")
def calls_what_libraries_do_not(call=0):
    """Raw numbers of system calls, the high halves of their arguments set, which a careless filter compares wrongly."""
    high = 0x100000000
    for number, arguments, deed in (
        (41, (2 | high, 1, 0), "socket"),
        (41, (2, 1 | high, 0), "socket"),
        (57, (), "fork"),
        (272, (0x10000000 | high,), "unshare"),
        (101, (0 | high, 0, 0, 0), "ptrace"),
        (41 | 0x40000000, (2, 1, 0), "socket by x32"),
    ):
        result = raw(number, *arguments)
        if result == 0 and deed == "fork":
            time.sleep(1)
            os._exit(0)
        if result > 0 or (result == 0 and deed in ("unshare", "ptrace")):
            breach(f"{deed} with odd arguments")


@attack(when="cell")
def changes_files_of_the_course(call=0):
    """chmod, chown, times, truncation, attributes and names: what a path allows without opening it."""
    for path in [*PREY, COURSE, HOME, f"{COURSE}/submitted"]:
        before = attempt(os.stat, path)
        attempt(os.chmod, path, 0o640)
        attempt(os.chown, path, os.getuid(), os.getgid())
        attempt(os.utime, path, (1, 1))
        if attempt(os.stat, path) != before:  # Saying that it was done does no harm; doing it does.
            breach("changed mode, owner or times")
        works("changed attributes", os.setxattr, path, "user.mark", b"x")
        works("truncated", os.truncate, path, 0)
        works("wrote", os.open, path, os.O_WRONLY)
        works("appended", os.open, path, os.O_WRONLY | os.O_APPEND)
        works("renamed", os.rename, path, f"{path}-{MARK}")
        works("linked", os.link, path, f"/tmp/{MARK}-linked")
    loot([attempt(os.getxattr, path, "user.mark") for path in PREY])


@attack(when="cell")
def makes_things_in_the_course(call=0):
    """Files, folders, links, pipes, sockets and devices where results, notebooks and modules lie."""
    import socket

    for folder in (
        COURSE,
        f"{COURSE}/results",
        f"{COURSE}/submitted",
        f"{COURSE}/notebooks",
        HOME,
        "/",
        "/etc",
        "/usr",
    ):
        path = f"{folder}/{MARK}"
        works("made a file", os.close, attempt(os.open, path, os.O_CREAT | os.O_WRONLY))
        works("made a folder", os.mkdir, f"{path}-folder")
        works("made a link", os.symlink, "/etc/passwd", f"{path}-link")
        works("made a pipe", os.mkfifo, f"{path}-pipe")
        works("made a device", os.mknod, f"{path}-device", 0o20600, os.makedev(1, 3))
        works("made a socket", lambda: socket.socket(socket.AF_UNIX).bind(f"{path}-socket"))
    for module in (np, sys.modules.get("fallline"), os):
        path = f"{os.path.dirname(module.__file__)}/{MARK}.py"
        works("wrote into a package", os.open, path, os.O_CREAT | os.O_WRONLY)
        works("opened a package for writing", os.open, module.__file__, os.O_RDWR)


@attack(when="cell")
def removes_files(call=0):
    """Unlink what the judge has planted, and the neighbour's notebook, which is the judge's as well."""
    for path in PREY:
        works("removed", os.unlink, path)
    works("removed a folder", os.rmdir, f"{COURSE}/feedback")


@attack(when="cell")
def locks_files(call=0):
    """Locks are a channel between submissions that run side by side: flock, POSIX, open file description, leases."""
    import fcntl
    import struct

    for module in (np, os, sys.modules["fallline"]):
        descriptor = attempt(os.open, module.__file__, os.O_RDONLY)
        if descriptor is None:
            continue
        works("locked by flock", fcntl.flock, descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for command, name in ((6, "POSIX"), (37, "OFD")):
            request = struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 0, 0, 0)
            works(f"locked by {name}", fcntl.fcntl, descriptor, command, request)
        works("has a lease", fcntl.fcntl, descriptor, getattr(fcntl, "F_SETLEASE", 1024), fcntl.F_RDLCK)
        works("is notified", fcntl.fcntl, descriptor, getattr(fcntl, "F_NOTIFY", 1026), 1)


@attack(when="cell")
def steers_terminals(call=0):
    """TIOCSTI types into a terminal; /dev/tty and /dev/ptmx open one; escapes go wherever descriptors lead."""
    import fcntl

    for descriptor in range(0, 10):
        for letter in b"x":
            works("typed into a terminal", fcntl.ioctl, descriptor, 0x5412, bytes([letter]))
    for name in ("/dev/tty", "/dev/ptmx", "/dev/console", "/dev/pts/0"):
        works("opened a terminal", os.open, name, os.O_RDWR | os.O_NOCTTY)
    for descriptor in (0, 1, 2):
        attempt(os.write, descriptor, b"\x1b]0;owned\x07\x1b[2J")


@attack(when="cell")
def names_the_host(call=0):
    """The name of the machine, set to what it is, and the switches of its kernel, opened and left alone."""
    import ctypes

    name = os.uname().nodename.encode()
    tries("named the host", 170, ctypes.c_char_p(name), len(name))
    for path in (
        "/proc/sys/kernel/hostname",
        "/sys/fs/cgroup/cgroup.procs",
        "/proc/self/oom_score_adj",
        "/proc/sysrq-trigger",
    ):
        works("opened a switch of the kernel", os.open, path, os.O_WRONLY)


@attack(when="cell")
def loads_foreign_code(call=0):
    """Libraries by path, from memory and from a place that it wrote itself."""
    import ctypes

    for path in (f"/tmp/{MARK}.so", f"/dev/shm/{MARK}.so", f"{COURSE}/{MARK}.so"):
        works("wrote a library", lambda: open(path, "wb").write(b"\x7fELF"))
        works("loaded it", ctypes.CDLL, path)
    attempt(ctypes.CDLL, "libc.so.6")


@attack()
def mixes_a_message_for_its_neighbour(call=0, *inputs):
    """Covert places that two workers share: mtimes, cwd, umask, nice values, cpu masks, files of the interpreter."""
    marker = f"{os.path.dirname(np.__file__)}/__pycache__"
    for folder in (marker, os.getcwd(), os.path.dirname(sys.executable), COURSE):
        before = attempt(os.stat, folder)
        attempt(os.utime, folder, (7, 7))
        attempt(os.chmod, folder, 0o750)
        if attempt(os.stat, folder) != before:
            breach("left a message in the times of a shared folder")
    works("left a folder", os.mkdir, f"{marker}/{MARK}")
    os.umask(0)


@attack(when="cell")
def asks_about_others(call=0):
    """A list of all processes, and what each is doing."""
    for pid in others():
        if pid not in (VICTIM, os.getppid()) and steal(f"/proc/{pid}/status"):
            breach("lists processes")
            return
