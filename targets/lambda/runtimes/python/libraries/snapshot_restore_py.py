"""The hooks of Lambda SnapStart for Python, by AWS's names: pypi.org/project/snapshot-restore-py, which its managed runtimes include.

A package that brings the library itself is served by its own copy.
"""

_before_snapshot = []
_after_restore = []


def register_before_snapshot(func, *args, **kwargs):
    """Also a decorator. Hooks run in the reverse order of their registration."""
    _before_snapshot.append((func, args, kwargs))
    return func


def register_after_restore(func, *args, **kwargs):
    """Also a decorator. Hooks run in the order of their registration."""
    _after_restore.append((func, args, kwargs))
    return func


def get_before_snapshot():
    return _before_snapshot


def get_after_restore():
    return _after_restore
