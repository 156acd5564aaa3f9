"""The Runtime API of an environment, over one connection.

A client of its own, on the bare socket: `http.client` would double the time of the imports, and `http`, `email` and `socket` would then be
the library's in the function too, where in the service a package may have modules of these names.
"""
import _socket
import logging
import os
import sys
import time

if sys.platform != "linux":
    import resource

API = "/2018-06-01/runtime"


class RefusedError(RuntimeError):
    """The platform did not accept a request, such as an answer over the limit of its size."""

    def __init__(self, path, status):
        super().__init__(f"the platform answered {status} to {path}")
        self.path = path
        self.status = status


class Response:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body


class RuntimeApi:
    def __init__(self, address):
        self._address = address
        self._connection = _Connection(address)

    def next(self, meters):
        response = self._exchange("GET", "invocation/next", b"", meters)
        if response.status != 200:
            raise RefusedError("invocation/next", response.status)
        return response

    def respond(self, request_id, body, content_type, meters):
        self._post(f"invocation/{request_id}/response", body, {"Content-Type": content_type, **meters})

    def fail(self, request_id, error_type, body, meters):
        self._post(f"invocation/{request_id}/error", body, {**_failure(error_type), **meters})

    def fail_init(self, error_type, body):
        self._post("init/error", body, _failure(error_type))

    def ready_for_snapshot(self):
        """Is answered in no process but those that are restored, each of which asks again."""
        self._send("GET", "restore/next", b"", {})

    def restore_next(self):
        response = self._exchange("GET", "restore/next", b"", {})
        if response.status != 200:
            raise RefusedError("restore/next", response.status)

    def close(self):
        self._connection.close()

    def fail_restore(self, error_type, body):
        self._post("restore/error", body, _failure(error_type))

    def _post(self, path, body, headers):
        status = self._exchange("POST", path, body, headers).status
        if not 200 <= status < 300:
            self._refused(RefusedError(path, status))

    def _refused(self, error):
        """The process ends by it, as that of AWS's client."""
        raise error

    def _exchange(self, method, path, body, headers):
        """The process ends with its connection: a runtime without a platform has no purpose."""
        try:
            self._send(method, path, body, headers)
            return self._connection.receive()
        except OSError as error:
            sys.exit(f"the platform has gone: {error!r}")

    def _send(self, method, path, body, headers):
        head = [f"{method} {API}/{path} HTTP/1.1", f"Host: {self._address}", f"Content-Length: {len(body)}"]
        head += [f"{name}: {value}" for name, value in headers.items()]
        self._connection.send("\r\n".join([*head, "", ""]).encode() + body)


class SharedRuntimeApi(RuntimeApi):
    """Of a process that shares its environment with others."""

    def _refused(self, error):
        """Of several failed inits, the first one is the environment's."""
        if (error.path, error.status) != ("init/error", 403):
            logging.warning("%s; the process goes on", error)


def _failure(error_type):
    """The name of a class may be any text; one that a header cannot carry is in the body alone."""
    in_header = error_type if error_type.isascii() and error_type.isprintable() else "Runtime.Unknown"
    return {"Content-Type": "application/json", "Lambda-Runtime-Function-Error-Type": in_header}


class _Connection:
    """HTTP/1.1, one request after another, as far as a Runtime API needs it."""

    def __init__(self, address):
        host, _, port = address.rpartition(":")
        self._socket = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
        self._socket.setsockopt(_socket.IPPROTO_TCP, _socket.TCP_NODELAY, 1)
        self._socket.connect((host, int(port)))
        self._unread = b""

    def send(self, request):
        self._socket.sendall(request)

    def close(self):
        self._socket.close()

    def receive(self):
        status, *lines = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = b"".join(iter(self._chunk, b""))
        else:
            body = self._exactly(int(headers.get("content-length", "0")))
        return Response(int(status.split(" ")[1]), headers, body)

    def _chunk(self):
        size = int(self._until(b"\r\n").split(b";")[0], 16)
        return self._exactly(size + 2)[:-2]

    def _until(self, mark):
        while mark not in self._unread:
            self._unread += self._received()
        found, _, self._unread = self._unread.partition(mark)
        return found

    def _exactly(self, size):
        pieces, missing = [self._unread[:size]], size - len(self._unread)
        self._unread = self._unread[size:]
        while missing > 0:
            piece = self._received()
            pieces.append(piece[:missing])
            self._unread = piece[missing:]
            missing -= len(piece)
        return b"".join(pieces)

    def _received(self):
        piece = self._socket.recv(65536)
        if not piece:
            raise ConnectionResetError("the connection was closed")
        return piece


class Reading:
    """What this process, and its main thread, have used until now, in microseconds."""

    def __init__(self):
        # Figures are read one after the other: once more if this thread lost its CPU meanwhile.
        for _ in range(3):
            self.at_us = time.monotonic_ns() // 1000
            self.cpu_us = time.process_time_ns() // 1000
            self.main_us = _main_thread_us()
            if time.monotonic_ns() // 1000 - self.at_us <= 500:
                break


def meters(before, resting_us):
    """Of a call, or of the init from the import of this module: what was used since then, and by the process before that."""
    now = Reading()
    spent = {
        "cpu": now.cpu_us - before.cpu_us,
        "resting-cpu": resting_us,
        "sent-at": now.at_us,
        "handler": now.at_us - before.at_us,
    }
    if now.main_us:
        spent["main-cpu"], spent["queued"] = (used - earlier for used, earlier in zip(now.main_us, before.main_us))
    return {**{f"rollcall-{name}-us": str(us) for name, us in spent.items()}, **_peak()}


def _schedstat():
    """What the kernel accounts to the main thread: proc(5). For a thread that reads its own it is up to date, as it is running."""
    try:
        return os.open("/proc/thread-self/schedstat", os.O_RDONLY)
    except OSError:
        return None


SCHEDSTAT = _schedstat()


def _main_thread_us():
    """Its CPU, and for how long it was ready to run without a CPU. None where the kernel keeps no such account."""
    if SCHEDSTAT is None:
        return None
    cpu_ns, queued_ns, _ = os.pread(SCHEDSTAT, 64, 0).split()
    return int(cpu_ns) // 1000, int(queued_ns) // 1000


def _peak():
    """On Linux the platform reads the kernel's peak itself: getrusage's counts the parent's memory before exec too."""
    if sys.platform == "linux":
        return {}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"rollcall-peak-rss-kb": str(peak // 1024 if sys.platform == "darwin" else peak)}


STARTED = Reading()


def process_began():
    """In a fork: the account of its own main thread, and what it has used so far."""
    global SCHEDSTAT
    if SCHEDSTAT is not None:
        os.close(SCHEDSTAT)
    SCHEDSTAT = _schedstat()
    return Reading()
