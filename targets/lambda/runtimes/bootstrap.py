"""The runtime inside a Python environment: `python3 bootstrap.py FILE FUNCTION`. Python 3.8 or newer, standard library only.

It polls the Runtime API over one connection, calls the function, and posts its answer or its error. The platform is told the CPU of
the process with each answer (header `rollcall-cpu-us`).
"""
import http.client
import importlib.util
import json
import os
import sys
import time
import traceback

API = "/2018-06-01/runtime"


class Context:
    """What a handler may ask about its invocation, by AWS's names."""

    def __init__(self, headers):
        self.aws_request_id = headers.get("Lambda-Runtime-Aws-Request-Id", "")
        self.invoked_function_arn = headers.get("Lambda-Runtime-Invoked-Function-Arn", "")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", "")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME", "")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME", "")
        self.client_context = _parsed(headers.get("Lambda-Runtime-Client-Context"))
        self.identity = _parsed(headers.get("Lambda-Runtime-Cognito-Identity"))
        self._deadline_ms = int(headers.get("Lambda-Runtime-Deadline-Ms", "0"))

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


def _parsed(text):
    return None if text is None else json.loads(text)


def cpu_us():
    return time.process_time_ns() // 1000


class Platform:
    """The Runtime API of this environment."""

    def __init__(self, address):
        self._connection = http.client.HTTPConnection(address)

    def next(self, cpu):
        return self._exchange("GET", "invocation/next", None, {"rollcall-cpu-us": str(cpu)})

    def respond(self, request_id, body, cpu):
        self._exchange("POST", f"invocation/{request_id}/response", body, {"rollcall-cpu-us": str(cpu)})

    def fail(self, request_id, error, cpu):
        headers = {"rollcall-cpu-us": str(cpu), **_error_type(error)}
        self._exchange("POST", f"invocation/{request_id}/error", _error_body(error), headers)

    def fail_init(self, error):
        self._exchange("POST", "init/error", _error_body(error), _error_type(error))

    def _exchange(self, method, path, body, headers):
        self._connection.request(method, f"{API}/{path}", body, {"Content-Type": "application/json", **headers})
        response = self._connection.getresponse()
        return response.headers, response.read()


class ImportModuleError(Exception):
    """The module, or something that it imports, is not there."""


class HandlerNotFound(Exception):
    """The module has no such function."""


class UserCodeSyntaxError(Exception):
    """The module is no Python."""


RUNTIME_ERRORS = (ImportModuleError, HandlerNotFound, UserCodeSyntaxError)


def _error_name(error):
    name = type(error).__name__
    return f"Runtime.{name}" if isinstance(error, RUNTIME_ERRORS) else name


def _error_type(error):
    return {"Lambda-Runtime-Function-Error-Type": _error_name(error)}


def _error_body(error):
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    return json.dumps({"errorMessage": str(error), "errorType": _error_name(error), "stackTrace": lines}).encode()


def load(file, name):
    directory, base = os.path.split(file)
    sys.path.insert(0, directory)
    spec = importlib.util.spec_from_file_location(os.path.splitext(base)[0], file)
    if spec is None or not os.path.exists(file):
        raise ImportModuleError(f"Unable to import module '{base}': there is no such file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except ImportError as error:
        raise ImportModuleError(f"Unable to import module '{spec.name}': {error}") from error
    except SyntaxError as error:
        raise UserCodeSyntaxError(f"Syntax error in module '{spec.name}': {error}") from error
    handler = getattr(module, name, None)
    if not callable(handler):
        raise HandlerNotFound(f"Handler '{name}' missing on module '{spec.name}'")
    return handler


def invoke(platform, handler, headers, payload):
    os.environ["_X_AMZN_TRACE_ID"] = headers.get("Lambda-Runtime-Trace-Id", "")
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    before = cpu_us()
    try:
        body = json.dumps(handler(json.loads(payload), Context(headers))).encode()
    except Exception as error:  # whatever the function throws is the function's failure, and is told as such
        traceback.print_exc()
        sys.stderr.flush()
        platform.fail(request_id, error, cpu_us() - before)
        return
    sys.stdout.flush()
    platform.respond(request_id, body, cpu_us() - before)


def main():
    sys.stdout.reconfigure(line_buffering=True)
    platform = Platform(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        handler = load(sys.argv[1], sys.argv[2])
    except Exception as error:
        traceback.print_exc()
        platform.fail_init(error)
        sys.exit(1)
    cpu = cpu_us()
    while True:
        headers, payload = platform.next(cpu)
        cpu = 0
        invoke(platform, handler, headers, payload)


main()
