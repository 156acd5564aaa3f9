"""Writes a library of the shape of those for data science: many modules, and large files beside them. The same bytes each time."""
import os
import random

MODULES = 120
FUNCTIONS = 60
DATA_BYTES = 8 * 1024 * 1024

here = os.path.dirname(os.path.abspath(__file__))
library = os.path.join(here, "frames")
metadata = os.path.join(here, "frames-1.0.dist-info")
os.makedirs(library, exist_ok=True)
os.makedirs(metadata, exist_ok=True)


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)


def source(module):
    functions = [
        f"def column_{module}_{number}(values, scale={number}.5):\n"
        f'    """The values of column {number}, scaled and without those that are missing."""\n'
        f"    kept = [value * scale for value in values if value is not None]\n"
        f'    return {{"sum": sum(kept), "count": len(kept), "label": "column-{module}-{number}"}}\n'
        for number in range(FUNCTIONS)
    ]
    return "\n\n".join(functions).encode()


for module in range(MODULES):
    write(os.path.join(library, f"part_{module:03}.py"), source(module))

imports = "".join(f"from . import part_{module:03}\n" for module in range(MODULES))
opens_data = 'import os\n\nwith open(os.path.join(os.path.dirname(__file__), "kernels.bin"), "rb") as file:\n    KERNELS = file.read()\n'
write(os.path.join(library, "__init__.py"), (opens_data + imports).encode())
write(os.path.join(library, "kernels.bin"), random.Random(1).randbytes(DATA_BYTES))
names = sorted(f"frames/{name}" for name in os.listdir(library) if not name.startswith("__pycache__"))
write(os.path.join(metadata, "RECORD"), "".join(f"{name},,\n" for name in [*names, "frames-1.0.dist-info/RECORD"]).encode())
