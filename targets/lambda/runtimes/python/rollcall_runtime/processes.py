"""Several processes in one environment, each with an init of its own, as AWS's client has them where several calls come at once."""
import os
import sys

if sys.platform == "linux":
    import ctypes
    import signal

PR_SET_PDEATHSIG = 1


def serve_in_processes(count, serve):
    """Ends with the first of them that ends: its call is lost, and only so does the platform know it."""
    parent = os.getpid()
    for _ in range(count):
        if os.fork() == 0:
            die_with(parent)
            serve()
    os.wait()
    # The platform stops what is left of the group.
    sys.exit(1)


def die_with(parent):
    """As the environment's own process, it does not outlive the platform, whatever it is busy with."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)
