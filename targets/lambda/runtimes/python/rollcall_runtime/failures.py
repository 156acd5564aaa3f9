"""How an error is described: to the caller, and in the log."""
import os
import traceback

# From Python 3.13 on `traceback` imports it at the first error only, when a file of the function could be found in its place.
import tokenize  # noqa: F401

RUNTIME_DIRECTORY = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Fault(Exception):
    """An error that the runtime itself has found, under one of AWS's names."""

    def __init__(self, error_type, message, stack=None):
        self.error_type = error_type
        self.message = message
        self.stack = stack


def failure_of(error, request_id=""):
    if isinstance(error, Fault):
        return _failure(error.error_type, error.message, error.stack or [], request_id)
    return _failure(type(error).__name__, str(error), _stack_of(error), request_id)


def _failure(error_type, message, stack, request_id):
    return {"errorMessage": message, "errorType": error_type, "requestId": request_id, "stackTrace": stack}


def _stack_of(error):
    """It begins with the function's code, unless there is only the runtime's. Without columns, so without marks below a line."""
    frames = [(frame.filename, frame.lineno, frame.name, frame.line) for frame in traceback.extract_tb(error.__traceback__)]
    first = next((index for index, (file, *_) in enumerate(frames) if not file.startswith(RUNTIME_DIRECTORY)), 0)
    return traceback.format_list(frames[first:])
