"""Attacks on the socket between grader and worker: garbage, floods, silence, forged and early answers."""

from corpus.crowbar import VICTIM, attempt, breach, frame, message, np, os, raw, sockets, sys, time
from corpus.entry import ANY, attack

MINE = {**ANY, "standardise": 0.0}


@attack(when="call", marks=MINE)
def writes_garbage(call=1, *inputs):
    """Random bytes in the middle of a conversation."""
    for descriptor in sockets():
        attempt(os.write, descriptor, np.random.default_rng(call).bytes(4096))


@attack(when="cell", marks=MINE)
def writes_garbage_from_the_cell(call=0):
    """The same before any function is called."""
    for descriptor in sockets():
        attempt(os.write, descriptor, b"\xff" * 4096)


@attack(when="call", marks=MINE)
def announces_a_giant(call=1, *inputs):
    """Frames of 2**63 bytes, of 2**64 - 1, and of a little more than may be sent."""
    for size in (2**63, 2**64 - 1, 2**31, 2**28, 2**26 + 1):
        for descriptor in sockets():
            attempt(os.write, descriptor, frame(b"x" * 100, announced=size))


@attack(when="call", marks=MINE)
def sends_half_and_sleeps(call=1, *inputs):
    """The first half of a frame, and silence."""
    for descriptor in sockets():
        attempt(os.write, descriptor, frame(message("{}"))[: 3 + call])
    time.sleep(60)


@attack(when="call", marks=MINE)
def drips(call=1, *inputs):
    """A byte every twenty milliseconds: every read succeeds, none ends."""
    body = frame(message("[" + "0," * 50_000 + "0]"))
    for byte in body:
        for descriptor in sockets():
            attempt(os.write, descriptor, bytes([byte]))
        time.sleep(0.02)


@attack(when="cell", marks=MINE)
def drips_from_a_thread(call=0):
    """The cell ends; a thread goes on dripping into whatever is said afterwards."""
    import threading

    def drip():
        for _ in range(3000):
            for descriptor in sockets():
                attempt(os.write, descriptor, b"\0")
            time.sleep(0.005)

    threading.Thread(target=drip, daemon=True).start()


@attack(when="cell", marks=MINE)
def answers_ahead(call=0):
    """Thousands of answers, before anything was asked: right ones, if the grader does not look at the question."""
    answer = '{"$dict":{"id":%d,"value":0,"raised":null,"unsupported":null,"warned":[],"overwritten":[]}}'
    for number in range(3000):
        for descriptor in sockets():
            os.set_blocking(descriptor, False)
            attempt(os.write, descriptor, frame(message(answer % number)))
            os.set_blocking(descriptor, True)


@attack(when="call", marks=MINE)
def answers_twice(call=1, *inputs):
    """Send again what was sent last time, by a patched `sendall`, and by hand."""
    import socket

    send = socket.socket.sendall

    def twice(self, data, *rest):
        send(self, data, *rest)
        send(self, data, *rest)

    attempt(setattr, socket.socket, "sendall", twice)
    for module in list(sys.modules.values()):
        for name in ("send", "send_frame", "write"):
            function = vars(module).get(name) if module else None
            if callable(function) and getattr(function, "__module__", "").startswith("grader"):
                setattr(module, name, lambda *args, _function=function: (_function(*args), _function(*args))[0])


@attack(when="call", marks=MINE)
def closes_the_line(call=1, *inputs):
    """Close the socket, shut it down, or put something else in its place."""
    import socket

    for descriptor in sockets():
        if call % 3 == 0:
            os.close(descriptor)
        elif call % 3 == 1:
            socket.socket(fileno=os.dup(descriptor)).shutdown(socket.SHUT_RDWR)
        else:
            left, _right = os.pipe()
            os.dup2(left, descriptor)


@attack(when="call", marks=MINE)
def shuts_one_direction(call=1, *inputs):
    """Half a connection: nothing more is sent, but everything is received."""
    import socket

    for descriptor in sockets():
        socket.socket(fileno=os.dup(descriptor)).shutdown(socket.SHUT_WR if call % 2 else socket.SHUT_RD)
    time.sleep(1)


@attack(when="call", marks=MINE)
def sends_odd_headers(call=1, *inputs):
    """JSON that is legal and mad: deep, NaN, huge numbers, repeated keys, arrays that claim more than there is."""
    headers = [
        "[" * 100_000,
        '{"a":' * 5000 + "1" + "}" * 5000,
        "NaN",
        "-Infinity",
        "1" * 100_000,
        "1e999999",
        '"\\ud800"',
        '{"$array":["float64",[1000000,1000000],8]}',
        '{"$array":["float64",[-1],8]}',
        '{"$array":["object",[1],8]}',
        '{"$array":["float64",[' + "1," * 100 + "1],8]}",
        '{"$array":["V100000000",[1],8]}',
        '{"$array":[null,null,null]}',
        '{"$array":["float64",[1e3],8]}',
        '{"$array":["float64",[true],true]}',
        '{"$tuple":{"a":1},"$dict":1}',
        '{"$function":"../../etc/passwd"}',
        '{"$dict":{"id":1,"id":2,"value":3}}',
        b"\xff\xfe\0",
        b"\xef\xbb\xbf{}",
        "",
    ]
    for header in headers[call % 3 :: 3]:
        for descriptor in sockets():
            os.set_blocking(descriptor, False)
            attempt(os.write, descriptor, frame(message(header, b"12345678")))
            os.set_blocking(descriptor, True)


@attack(when="call", marks=MINE)
def mistakes_the_types(call=1, *inputs):
    """Well-formed answers whose fields are of the wrong kind: texts where lists belong, lists where texts do."""
    fields = ("id", "value", "raised", "unsupported", "warned", "overwritten", "output", "found", "ok", "error", "kind")
    odd = ("null", "true", "-1", '"x"', "[]", '[["x"]]', '{"$dict":{}}', '{"$tuple":[1]}', '"' + "x" * 10**5 + '"')
    for value in odd:
        header = '{"$dict":{' + ",".join(f'"{name}":{value}' for name in fields) + "}}"
        for descriptor in sockets():
            os.set_blocking(descriptor, False)
            attempt(os.write, descriptor, frame(message(header)))
            os.set_blocking(descriptor, True)


@attack(when="call", marks=MINE)
def passes_descriptors(call=1, *inputs):
    """SCM_RIGHTS: hand the grader hundreds of descriptors, endless devices and closed pipes among them."""
    import array
    import socket

    for descriptor in sockets():
        line = socket.socket(fileno=os.dup(descriptor))
        line.setblocking(False)
        for _ in range(100):
            ends = array.array("i", [*os.pipe(), 0, 1, 2, descriptor])
            attempt(line.sendmsg, [b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, ends)])
            attempt(line.send, b"!", getattr(socket, "MSG_OOB", 1))
            [attempt(os.close, end) for end in ends[:2]]


@attack(when="call", marks=MINE)
def takes_descriptors(call=1, *inputs):
    """Read the line oneself: what the grader sends next, its credentials, and descriptors that come with it."""
    import socket

    for descriptor in sockets():
        line = socket.socket(fileno=os.dup(descriptor))
        line.setblocking(False)
        data, extras, *_ = attempt(line.recvmsg, 65536, 65536) or (b"", [])
        if any(level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS for level, kind, _ in extras):
            breach("was handed a descriptor")
        if data:
            breach("the next question came before the answer")


@attack(when="cell", marks=MINE)
def steers_signals_to_the_peer(call=0):
    """F_SETOWN and FIOASYNC make the kernel send signals to an owner of one's choice: the parent."""
    import fcntl
    import signal

    for descriptor in sockets():
        for pid in (os.getppid(), VICTIM):
            if pid > 1:
                attempt(fcntl.fcntl, descriptor, fcntl.F_SETOWN, pid)
                attempt(fcntl.fcntl, descriptor, getattr(fcntl, "F_SETSIG", 10), signal.SIGURG)
                attempt(fcntl.fcntl, descriptor, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    time.sleep(0.1)


@attack(marks=MINE)
def uses_the_workers_own_objects(call=0, *inputs):
    """Find the worker's objects by the stack and by the garbage collector, and use them: its answers, its methods."""
    import gc

    frame_ = sys._getframe()
    while frame_ is not None:
        for value in list(frame_.f_locals.values()):
            if type(value).__module__.startswith("grader"):
                for name in dir(value):
                    if name.startswith(("_answer", "_send", "send", "reply", "serve")):
                        attempt(getattr(value, name), {"value": np.zeros((3, 4)), "points": 4})
                        attempt(setattr, value, name, lambda *args: None)
        frame_ = frame_.f_back
    for thing in gc.get_objects():
        if type(thing).__module__.startswith(("grader", "fallline")) and hasattr(thing, "__dict__"):
            for name, value in list(vars(thing).items()):
                if isinstance(value, bool | int | float):
                    attempt(object.__setattr__, thing, name, True)


@attack(marks=MINE)
def changes_what_is_sent(call=0, *inputs):
    """A patched socket: every message that leaves says what the attacker likes."""
    import socket

    forged = frame(message('{"$dict":{"id":1,"value":{"$array":["float64",[1],8]}}}', bytes(8)))

    def send(self, data, *rest):
        return os.write(self.fileno(), forged) and len(data)

    for name in ("send", "sendall", "sendmsg"):
        attempt(setattr, socket.socket, name, send)
    attempt(setattr, os, "write", lambda *args: 0)


@attack(when="cell", marks=MINE)
def fills_every_buffer(call=0):
    """Sixty-four megabytes into the line, without anybody who reads: the grader's memory or its patience."""
    for descriptor in sockets():
        os.set_blocking(descriptor, False)
        until = time.monotonic() + 2
        sent = 0
        while time.monotonic() < until and sent < 2**26:
            sent += attempt(os.write, descriptor, frame(b"x" * 60_000)) or 0
        os.set_blocking(descriptor, True)


@attack(when="call", marks=MINE)
def asks_the_grader_to_compute(call=1, *inputs):
    """Ask back, as a function that is passed to an answer does: for functions that this exercise does not pass."""
    requests = [
        '{"$dict":{"id":1,"call":"right","arguments":[0]}}',
        '{"$dict":{"id":1,"function":"standardise","inputs":{"$dict":{}}}}',
        '{"$dict":{"kind":"function","name":"right","values":[1,2]}}',
        '{"$dict":{"id":1,"ask":{"$function":"right"},"args":{"$tuple":[]}}}',
        '{"$dict":{"name":"__import__","args":["os"]}}',
    ]
    for header in requests:
        for descriptor in sockets():
            os.set_blocking(descriptor, False)
            attempt(os.write, descriptor, frame(message(header)))
            os.set_blocking(descriptor, True)


@attack(when="cell", marks=MINE)
def speaks_to_the_zygote(call=0):
    """Sockets on which the zygote is asked for workers: ask it for more, or to run something else."""
    requests = ("spawn", '{"spawn":1}', '{"$dict":{"op":"spawn"}}', "fork", "quit", "\0" * 8)
    for descriptor in range(3, 64):
        for request in requests:
            attempt(os.write, descriptor, request.encode())
    result = raw(434, os.getppid(), 0)
    if result >= 0 and os.getppid() > 1 and raw(438, result, 3, 0) >= 0:
        breach("took a descriptor out of another process")
