"""The runtime inside a Python environment: `python3 bootstrap.py FILE FUNCTION`. Python 3.8 or newer, standard library only.

It polls the Runtime API over one connection, calls the function, and posts its answer or its error. The platform is told the CPU of
the process with each answer (header `rollcall-cpu-us`). Where an environment takes several calls at once
(`AWS_LAMBDA_MAX_CONCURRENCY`) there are as many processes, each with an init of its own, as in Lambda's own runtime.
"""
import http.client
import importlib.util
import json
import os
import sys
import time
import traceback

API = "/2018-06-01/runtime"


class Record:
    """What JSON said, as attributes of these names. What it did not say is None."""

    def __init__(self, values, *names):
        for name in names:
            setattr(self, name, values.get(name))


def _client_context(text):
    if text is None:
        return None
    context = Record(json.loads(text), "custom", "env", "client")
    if context.client is not None:
        names = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")
        context.client = Record(context.client, *names)
    return context


def _identity(text):
    values = json.loads(text) if text else {}
    names = {"cognito_identity_id": "cognitoIdentityId", "cognito_identity_pool_id": "cognitoIdentityPoolId"}
    return Record({name: values.get(key) for name, key in names.items()}, *names)


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
        self.client_context = _client_context(headers.get("Lambda-Runtime-Client-Context"))
        self.identity = _identity(headers.get("Lambda-Runtime-Cognito-Identity"))
        self._deadline_ms = int(headers.get("Lambda-Runtime-Deadline-Ms", "0"))

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


def cpu_us():
    return time.process_time_ns() // 1000


def _meters(us):
    return {"rollcall-cpu-us": str(us), **_peak()}


def _peak():
    """On Linux the platform reads the kernel's peak itself: getrusage's counts the parent's memory before exec too."""
    if sys.platform == "linux":
        return {}
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"rollcall-peak-rss-kb": str(peak // 1024 if sys.platform == "darwin" else peak)}


class Platform:
    """The Runtime API of this environment."""

    def __init__(self, address):
        self._connection = http.client.HTTPConnection(address)

    def next(self, meters):
        return self._exchange("GET", "invocation/next", None, meters)

    def respond(self, request_id, body, cpu):
        self._exchange("POST", f"invocation/{request_id}/response", body, _meters(cpu))

    def fail(self, request_id, error, cpu):
        headers = {**_meters(cpu), **_error_type(error)}
        self._exchange("POST", f"invocation/{request_id}/error", _error_body(error), headers)

    def fail_init(self, error):
        self._exchange("POST", "init/error", _error_body(error), _error_type(error))

    def _exchange(self, method, path, body, headers):
        """The process ends with its connection: a runtime without a platform has no purpose."""
        try:
            self._connection.request(method, f"{API}/{path}", body, {"Content-Type": "application/json", **headers})
            response = self._connection.getresponse()
            return response.headers, response.read()
        except (OSError, http.client.HTTPException) as error:
            sys.exit(f"the platform has gone: {error!r}")


class MalformedHandlerName(Exception):
    """There is no name of a function."""


class ImportModuleError(Exception):
    """The module, or something that it imports, is not there."""


class HandlerNotFound(Exception):
    """The module has no such function."""


class UserCodeSyntaxError(Exception):
    """The module is no Python."""


class MarshalError(Exception):
    """The answer is not what JSON can say."""


RUNTIME_ERRORS = (MalformedHandlerName, ImportModuleError, HandlerNotFound, UserCodeSyntaxError, MarshalError)


def _error_name(error):
    name = type(error).__name__
    return f"Runtime.{name}" if isinstance(error, RUNTIME_ERRORS) else name


def _error_type(error):
    return {"Lambda-Runtime-Function-Error-Type": _error_name(error)}


def _error_body(error):
    lines = [] if isinstance(error, RUNTIME_ERRORS) else traceback.format_tb(_below_this_file(error.__traceback__))
    return json.dumps({"errorMessage": str(error), "errorType": _error_name(error), "stackTrace": lines}).encode()


def _below_this_file(frames):
    """As in Lambda's own runtime, a stack begins with the function's code."""
    while frames is not None and frames.tb_frame.f_code.co_filename in (__file__, "<frozen importlib._bootstrap>", "<frozen importlib._bootstrap_external>"):
        frames = frames.tb_next
    return frames


def load(file, name):
    if name == "":
        raise MalformedHandlerName("Bad handler")
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


def marshalled(result):
    try:
        return json.dumps(result).encode()
    except (TypeError, ValueError) as error:
        raise MarshalError(f"Unable to marshal response: {error}") from error


def invoke(platform, handler, headers, payload):
    os.environ["_X_AMZN_TRACE_ID"] = headers.get("Lambda-Runtime-Trace-Id", "")
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    before = cpu_us()
    try:
        body = marshalled(handler(json.loads(payload), Context(headers)))
    except Exception as error:  # whatever the function throws is the function's failure, and is told as such
        traceback.print_exc()
        sys.stderr.flush()
        platform.fail(request_id, error, cpu_us() - before)
        return
    sys.stdout.flush()
    platform.respond(request_id, body, cpu_us() - before)


def serve():
    platform = Platform(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        handler = load(sys.argv[1], sys.argv[2])
    except Exception as error:
        traceback.print_exc()
        platform.fail_init(error)
        sys.exit(1)
    meters = _meters(cpu_us())
    while True:
        headers, payload = platform.next(meters)
        meters = {}
        invoke(platform, handler, headers, payload)


def serve_in_processes(count):
    """Ends with the first of them that ends: its call is lost, and only so does the platform know it."""
    parent = os.getpid()
    for _ in range(count):
        if os.fork() == 0:
            _die_with(parent)
            serve()
    os.wait()
    # The platform stops what is left of the group.
    sys.exit(1)


def _die_with(parent):
    """As the environment's own process, it does not outlive the platform, whatever it is busy with."""
    if sys.platform != "linux":
        return
    import ctypes
    import signal

    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


def main():
    sys.stdout.reconfigure(line_buffering=True)
    concurrency = int(os.environ.get("AWS_LAMBDA_MAX_CONCURRENCY", "1"))
    if concurrency > 1:
        serve_in_processes(concurrency)
    else:
        serve()


main()
