"""A model of a container image that is loaded on demand: the first time that a file of the package is opened, the process waits for its chunks.

Audit events tell of every file that is opened, of extension modules and of shared libraries (PEP 578).
"""
import json
import os
import sys
import time


def load_on_demand():
    with open(os.environ.pop("ROLLCALL_IMAGE_LAYOUT"), encoding="utf-8") as file:
        layout = json.load(file)
    tiers = os.environ.pop("ROLLCALL_IMAGE_TIERS")
    root, files, tier_ms = layout["root"] + "/", layout["files"], layout["tierMs"]
    loaded = set()

    def load(path):
        first, last = files.get(path[len(root) :], (0, -1))
        chunks = [chunk for chunk in range(first, last + 1) if chunk not in loaded]
        loaded.update(chunks)
        milliseconds = sum(tier_ms[int(tiers[chunk])] for chunk in chunks)
        if milliseconds > 0:
            time.sleep(milliseconds / 1000)

    # The argument that is a path, by the name of the event.
    places = {"open": 0, "import": 1, "ctypes.dlopen": 0}

    def audit(event, arguments):
        place = places.get(event)
        if place is None:
            return
        path = arguments[place]
        if isinstance(path, str) and path.startswith(root):
            load(path)

    sys.addaudithook(audit)
