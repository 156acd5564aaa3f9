"""Starts a runtime of Python as the one and last argument of its command.

Wrapper scripts put options of the interpreter before the last argument, as AWS's own example does, so arguments of the runtime's own
cannot follow it.
"""
import json
import os
import runpy
import sys

sys.argv = json.loads(os.environ.pop("ROLLCALL_WRAPPED_RUNTIME"))
sys.path[0] = os.path.dirname(sys.argv[0])
runpy.run_path(sys.argv[0], run_name="__main__")
