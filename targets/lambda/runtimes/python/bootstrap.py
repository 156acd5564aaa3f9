"""The runtime inside a Python environment: `python3 -u bootstrap.py`. Python 3.8 or newer, standard library only.

Lambda's environment variables tell it the rest. This file is compiled at every cold start, so it only imports the runtime, before
anything of the function can be found, and sets the function's search path.
"""
import os
import site
import sys

RUNTIME_DIRECTORY = os.path.dirname(os.path.abspath(__file__))


def main():
    path = [entry for entry in sys.path if entry != RUNTIME_DIRECTORY]
    serving = import_runtime(path)
    search_as_the_service(path)
    serving.main()


def import_runtime(path):
    """No file of PYTHONPATH shadows what the runtime imports: its folders come last here, and the function's is not searched."""
    given = folders_of_variable()
    sys.path[:] = [RUNTIME_DIRECTORY, *(entry for entry in path if entry not in given), *given]
    from rollcall_runtime import serving

    return serving


def folders_of_variable():
    """An empty part of PYTHONPATH is the working directory; an empty PYTHONPATH is none."""
    variable = os.environ.get("PYTHONPATH")
    return [os.path.abspath(part) for part in variable.split(os.pathsep)] if variable else []


def search_as_the_service(path):
    """The function's package first, with its .pth files, then PYTHONPATH and the libraries."""
    task_root = os.environ["LAMBDA_TASK_ROOT"]
    sys.path[:] = [task_root, *path]
    site.addsitedir(task_root)
    os.environ.setdefault("PYTHONPATH", RUNTIME_DIRECTORY)


main()
