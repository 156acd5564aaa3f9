"""The runtime inside a Python environment: `python3 -u bootstrap.py`. Python 3.8 or newer, standard library only.

Lambda's environment variables tell it the rest. This file is compiled at every cold start, so it only imports the runtime, before
anything of the function can be found, and sets the function's search path.
"""
import os
import site
import sys
from _frozen_importlib_external import PathFinder

RUNTIME_DIRECTORY = os.path.dirname(os.path.abspath(__file__))
LIBRARIES = os.path.join(RUNTIME_DIRECTORY, "libraries")


def main():
    path = [entry for entry in sys.path if entry != RUNTIME_DIRECTORY]
    given = folders_of_variable()
    serving = import_runtime(path, given)
    if "ROLLCALL_IMAGE_LAYOUT" in os.environ:
        load_on_demand()
    search_as_the_service(path, given)
    serving.main()


def folders_of_variable():
    """An empty part of PYTHONPATH is the working directory; an empty PYTHONPATH is none."""
    variable = os.environ.get("PYTHONPATH")
    return [os.path.abspath(part) for part in variable.split(os.pathsep)] if variable else []


def import_runtime(path, given):
    """No file of PYTHONPATH shadows what the runtime imports: its folders come last here, and the function's is not searched."""
    sys.path[:] = [RUNTIME_DIRECTORY, *(entry for entry in path if entry not in given), *given]
    from rollcall_runtime import serving

    return serving


def load_on_demand():
    from rollcall_runtime import image_model

    image_model.load_on_demand()


class Libraries:
    """What managed runtimes include beside the function, found last; `sys.path` is the function's alone."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        return PathFinder.find_spec(name, [LIBRARIES]) if path is None else None


def search_as_the_service(path, given):
    """The package first, then PYTHONPATH and the libraries; with the .pth files of the package and of its layers."""
    task_root = os.environ["LAMBDA_TASK_ROOT"]
    sys.path[:] = [task_root, *path]
    sys.meta_path.append(Libraries)
    # Only the platform's own PYTHONPATH names the runtime; what is before it there are the layers.
    layers = given[: given.index(RUNTIME_DIRECTORY)] if RUNTIME_DIRECTORY in given else []
    for folder in (task_root, *layers):
        site.addsitedir(folder)


main()
