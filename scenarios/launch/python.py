# A line, then for each line of stdin a subprocess that prints one.
import subprocess
import sys

print("ready", flush=True)
for _ in sys.stdin:
    subprocess.run(["echo", "started"], stdin=subprocess.DEVNULL)
