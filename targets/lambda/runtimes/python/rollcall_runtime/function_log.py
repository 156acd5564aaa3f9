"""The log of a function: the root logger with its one handler, in AWS's two formats, and the record of a failure."""
import json
import logging
import os
import time
import traceback

from .log_sinks import frame_type
from .payloads import to_json

IS_JSON = (os.environ.get("AWS_LAMBDA_LOG_FORMAT") or "").upper() == "JSON"

TEXT_FORMAT = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"
TEXT_TIME = "%Y-%m-%dT%H:%M:%S"
JSON_TIME = "%Y-%m-%dT%H:%M:%SZ"


class CurrentCall:
    """The call that a line belongs to. Between two calls it is the earlier one, as a thread may still be busy with it."""

    request_id = None
    tenant_id = None


def set_up_logging(sink):
    """With a handler on the root logger, `logging.basicConfig` of the function does nothing."""
    logging.Formatter.converter = time.gmtime
    root = logging.getLogger()
    level = logging.getLevelName(_configured_level())
    if isinstance(level, int):
        root.setLevel(level)
    handler = FunctionLogHandler(sink)
    handler.setFormatter(JsonFormatter() if IS_JSON else logging.Formatter(TEXT_FORMAT, TEXT_TIME))
    handler.addFilter(CallFilter())
    root.addHandler(handler)


def _configured_level():
    """Python has no level below DEBUG."""
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL") or ""
    return "DEBUG" if level == "TRACE" else level.upper()


class FunctionLogHandler(logging.Handler):
    """A line that cannot be formatted is an error of the call; the handlers of the standard library print it and go on."""

    def __init__(self, log_sink):
        super().__init__()
        self.log_sink = log_sink
        self._tells_levels = IS_JSON or _configured_level() != ""

    def emit(self, record):
        text = self.format(record)
        self.log_sink.log(text, self._frame_type_of(record))

    def _frame_type_of(self, record):
        """A function may have given the handler a formatter of its own, which writes no JSON."""
        if not self._tells_levels:
            return None
        return getattr(record, "_frame_type", None) or frame_type(standard_level(record), is_json=False)


class CallFilter(logging.Filter):
    def filter(self, record):
        record.aws_request_id = CurrentCall.request_id or ""
        record.tenant_id = CurrentCall.tenant_id
        return True


def standard_level(record):
    return min(logging.CRITICAL, max(logging.NOTSET, record.levelno)) // 10 * 10


# What a record has by itself. `taskName`, which is new in Python 3.12, AWS's client logs.
_own_names = set(vars(logging.makeLogRecord({}))) - {"taskName"} | {"aws_request_id", "tenant_id", "_frame_type"}


class JsonFormatter(logging.Formatter):
    def __init__(self):
        super().__init__(datefmt=JSON_TIME)
        self._encode = json.JSONEncoder(ensure_ascii=False).encode

    def format(self, record):
        """A level between the standard ones is rounded down, in the record itself: the handlers after this one see it too."""
        record.levelno = standard_level(record)
        record.levelname = logging.getLevelName(record.levelno)
        record._frame_type = frame_type(record.levelno, is_json=True)
        kind, error, frames = record.exc_info or (None, None, None)
        fields = {
            "timestamp": self.formatTime(record, self.datefmt),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "stackTrace": traceback.format_tb(frames) if record.exc_info else None,
            "errorType": kind.__name__ if record.exc_info else None,
            "errorMessage": str(error) if record.exc_info else None,
            "requestId": getattr(record, "aws_request_id", None),
            "location": f"{record.pathname}:{record.funcName}:{record.lineno}" if record.exc_info else None,
            **_tenant_of(record),
        }
        extra = {name: value for name, value in vars(record).items() if name not in _own_names and name not in fields}
        return self._encode({name: value for name, value in {**fields, **extra}.items() if value is not None}) + "\n"


def _tenant_of(record):
    tenant_id = getattr(record, "tenant_id", None)
    return {} if tenant_id is None else {"tenantId": tenant_id}


def log_failure(sink, failure):
    """What a call or an init has failed with."""
    kind = frame_type(logging.ERROR, IS_JSON)
    if IS_JSON:
        stamp = time.strftime(JSON_TIME, logging.Formatter.converter(time.time()))
        sink.log_failure([to_json({"timestamp": stamp, "log_level": "ERROR", **failure})], kind)
    else:
        sink.log_failure(_failure_lines(failure), kind)


def _failure_lines(failure):
    reason = ": ".join(filter(None, (failure["errorType"], failure["errorMessage"])))
    stack = [line for entry in failure["stackTrace"] for line in entry.splitlines() or [""]]
    return [" ".join(filter(None, ("[ERROR]", reason))), "Traceback (most recent call last):", *map(_indented, stack)]


def _indented(line):
    """With no-break spaces, which no viewer of a log strips."""
    text = line.lstrip(" ")
    return "\u00a0" * (len(line) - len(text)) + text
