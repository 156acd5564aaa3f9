"""Polls the Runtime API, calls the function, posts its answer or its failure, with the CPU time of the process."""
import logging
import os
import sys

from .context import context_of
from .failures import failure_of
from .function_log import CurrentCall, log_failure, set_up_logging
from .handler_lookup import handler_named
from .log_sinks import log_sink
from .payloads import ESCAPES_UNICODE, answer_of, event_of, to_json
from .runtime_api import STARTED, Reading, RuntimeApi, SharedRuntimeApi, meters

if not ESCAPES_UNICODE:
    # AWS's client polls in a thread from Python 3.12 on. What it imports for that, a file of the package cannot replace there.
    import concurrent.futures.thread  # noqa: F401

CALLS_AT_ONCE = int(os.environ.get("AWS_LAMBDA_MAX_CONCURRENCY", "1"))
if CALLS_AT_ONCE > 1:
    from .processes import serve_in_processes

INIT_WARNING = (
    "LAMBDA_WARNING: Unhandled exception. The init has failed, most likely by the function's own code; a new version of its runtime "
    "is the rarer cause. The error follows."
)


def main():
    if CALLS_AT_ONCE > 1:
        serve_in_processes(CALLS_AT_ONCE, lambda: serve(SharedRuntimeApi))
    else:
        serve(RuntimeApi)


def serve(client):
    api = client(os.environ["AWS_LAMBDA_RUNTIME_API"])
    sink = log_sink()
    handler = init(api, sink)
    started = STARTED
    if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start":
        from .snapshots import restored

        api, started = restored(api, sink)
    spent = {**meters(started, started.cpu_us), "rollcall-own-threads": "1"}
    polled = Reading()
    while True:
        call = api.next(spent)
        spent = {}
        begin(call.headers)
        handle(api, handler, call, sink, polled)
        polled = Reading()


def init(api, sink):
    try:
        set_up_logging(sink)
        return handler_named(os.environ["_HANDLER"])
    except Exception as error:
        failure = failure_of(error)
    logging.warning(INIT_WARNING)
    log_failure(sink, failure)
    api.fail_init(failure["errorType"], to_json(failure).encode())
    sys.exit(1)


def begin(headers):
    CurrentCall.request_id = headers["lambda-runtime-aws-request-id"]
    CurrentCall.tenant_id = headers.get("lambda-runtime-aws-tenant-id") or None
    trace_id = headers.get("lambda-runtime-trace-id")
    if trace_id:
        os.environ["_X_AMZN_TRACE_ID"] = trace_id
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)


def handle(api, handler, call, sink, polled):
    """What is no Exception, such as that of `sys.exit`, ends the process, and so does text that UTF-8 cannot say."""
    before = Reading()
    resting_us = before.cpu_us - polled.cpu_us
    request_id, failure = CurrentCall.request_id, None
    try:
        context = context_of(call.headers)
        event = event_of(call.body, call.headers.get("content-type"))
        answer, content_type = answer_of(handler(event, context))
    except Exception as error:
        failure = failure_of(error, request_id)
    if failure is None:
        body = answer if isinstance(answer, bytes) else answer.encode()
        api.respond(request_id, body, content_type, meters(before, resting_us))
    else:
        log_failure(sink, failure)
        api.fail(request_id, failure["errorType"], to_json(failure).encode(), meters(before, resting_us))
