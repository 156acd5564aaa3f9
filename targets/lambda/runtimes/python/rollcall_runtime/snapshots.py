"""A function that is initialized once. Its process then waits, and each environment is a fork of it, with a Runtime API of its own.

AWS restores the memory of a whole virtual machine, with all of its threads. A fork has the thread that forks only, so a function that has
started others cannot be restored here.
"""
import json
import os
import select
import signal
import sys

from . import runtime_api
from .failures import Fault, failure_of
from .function_log import log_failure
from .payloads import to_json
from .processes import die_with

# Lines of JSON to and from the platform, on a socket that it has opened.
CONTROL = 3

# Exit codes of AWS's client.
BEFORE_SNAPSHOT_FAILED = 64
AFTER_RESTORE_FAILED = 65


def restored(api, sink):
    """Returns in each environment: with its Runtime API, and what its process had used when it began."""
    try:
        _run_before_snapshot()
        _refuse_threads()
    except BaseException as error:
        failure = failure_of(error)
        log_failure(sink, failure)
        error_type = failure["errorType"] if isinstance(error, Fault) else "Runtime.BeforeSnapshotError"
        api.fail_init(error_type, to_json(failure).encode())
        sys.exit(BEFORE_SNAPSHOT_FAILED)
    api.ready_for_snapshot()
    _ForkServer().serve()
    started = runtime_api.process_began()
    api.close()
    api = runtime_api.RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    api.restore_next()
    try:
        for hook, args, kwargs in _hooks("get_after_restore"):
            hook(*args, **kwargs)
    except BaseException as error:
        failure = failure_of(error)
        log_failure(sink, failure)
        api.fail_restore("Runtime.AfterRestoreError", to_json(failure).encode())
        sys.exit(AFTER_RESTORE_FAILED)
    return api, started


def _run_before_snapshot():
    hooks = _hooks("get_before_snapshot")
    while hooks:
        hook, args, kwargs = hooks.pop()
        hook(*args, **kwargs)


def _hooks(name):
    library = sys.modules.get("snapshot_restore_py")
    return [] if library is None else getattr(library, name)()


def _refuse_threads():
    threading = sys.modules.get("threading")
    others = [] if threading is None else [each.name for each in threading.enumerate() if each is not threading.main_thread()]
    if others:
        raise Fault(
            "Rollcall.SnapshotUnavailable",
            f"a snapshot cannot be taken here: the init has left {len(others)} thread(s) running ({', '.join(others)}), which a fork "
            "does not copy; stop them in a hook before the snapshot, and start them in a hook after the restore",
        )


class _ForkServer:
    """The process that was initialized. `serve` returns in the forks only."""

    def __init__(self):
        # What the function starts from now on does not get it.
        os.set_inheritable(CONTROL, False)
        self._unread = b""
        # Those that wait for the platform: its ends of their output, and what lets them go on.
        self._waiting = {}
        self._children = set()
        self._wake, wakes = os.pipe()
        os.set_blocking(wakes, False)
        os.set_blocking(self._wake, False)
        self._signals = (signal.signal(signal.SIGCHLD, lambda *_: None), signal.set_wakeup_fd(wakes), wakes)

    def serve(self):
        while True:
            readable, _, _ = select.select([CONTROL, self._wake], [], [])
            if self._wake in readable:
                self._reap()
            if CONTROL in readable and self._take(os.read(CONTROL, 65536)):
                return

    def _take(self, piece):
        """True in a fork."""
        if not piece:
            sys.exit("the platform has gone")
        *lines, self._unread = (self._unread + piece).split(b"\n")
        for line in lines:
            request = json.loads(line)
            if "go" in request:
                self._let_go(request["go"])
            elif self._fork(request["fork"], request["variables"]):
                return True
        return False

    def _fork(self, number, variables):
        template = os.getpid()
        try:
            (output, writes_output), (errors, writes_errors), (waits, goes) = os.pipe(), os.pipe(), os.pipe()
            pid = os.fork()
        except OSError as error:
            self._say({"refused": number, "why": str(error)})
            return False
        if pid == 0:
            self._become_environment(template, (writes_output, writes_errors, waits), (output, errors, goes), variables)
            return True
        for end in (writes_output, writes_errors, waits):
            os.close(end)
        _lead_group(pid)
        self._waiting[number] = (output, errors, goes)
        self._children.add(pid)
        self._say({"forked": number, "pid": pid, "output": output, "errors": errors})
        return False

    def _become_environment(self, template, own, others, variables):
        _lead_group(0)
        die_with(template)
        writes_output, writes_errors, waits = own
        handler, descriptor, wakes = self._signals
        signal.set_wakeup_fd(descriptor)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL if handler is None else handler)
        for end in (CONTROL, self._wake, wakes, *others, *(end for ends in self._waiting.values() for end in ends)):
            os.close(end)
        for end, standard in ((writes_output, 1), (writes_errors, 2)):
            os.dup2(end, standard)
            os.close(end)
        # Until the platform has set its limits.
        os.read(waits, 1)
        os.close(waits)
        _take_over(variables)

    def _let_go(self, number):
        for end in self._waiting.pop(number):
            os.close(end)

    def _reap(self):
        os.read(self._wake, 65536)
        for pid in list(self._children):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended == 0:
                continue
            self._children.discard(pid)
            killed = os.WIFSIGNALED(status)
            how = {"signal": signal.Signals(os.WTERMSIG(status)).name} if killed else {"code": os.WEXITSTATUS(status)}
            self._say({"exited": pid, **how})

    def _say(self, message):
        rest = json.dumps(message).encode() + b"\n"
        while rest:
            rest = rest[os.write(CONTROL, rest) :]


def _lead_group(pid):
    """Called on both sides, as either may be first."""
    try:
        os.setpgid(pid, pid)
    except OSError:
        # It has ended, or has done so itself.
        pass


def _take_over(variables):
    temporary = os.environ.get("TMPDIR")
    os.environ.update(variables)
    tempfile = sys.modules.get("tempfile")
    if tempfile is not None and tempfile.tempdir == temporary:
        tempfile.tempdir = os.environ.get("TMPDIR")
