"""Events and answers as JSON, by the rules of simplejson as AWS's client configures it.

They differ from those of the standard library: a Decimal keeps its digits, bytes are text in UTF-8, what has `_asdict` (a named tuple) is
an object. Values of exactly the plain types both write alike, so the standard library's encoder, which is in C, writes those.
"""
import decimal
import json
import json.encoder
import marshal
import os

from .failures import Fault

# AWS changed the form of its answers with Python 3.12, and distinguishes versions by this variable.
ESCAPES_UNICODE = os.environ.get("AWS_EXECUTION_ENV") not in {f"AWS_Lambda_python3.{minor}" for minor in range(12, 16)}

JSON_TYPE = "application/json"


def event_of(body, content_type):
    if content_type != JSON_TYPE:
        return body
    try:
        return json.loads(str(body, "utf-8"), parse_constant=_refuse_constant)
    except Exception as error:
        raise Fault("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}")


def answer_of(result):
    """Text or bytes, and their type."""
    if isinstance(result, bytes):
        return result, "application/unknown"
    try:
        return to_json(result), JSON_TYPE
    except Exception as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}")


def to_json(value):
    if _has_exact_types_only(value):
        try:
            return _plain.encode(value)
        except TypeError:
            # Bytes inside, or what the writer refuses too.
            pass
    return _Writer().write(value)


def _has_exact_types_only(value):
    """`marshal` knows no subclass of a built-in type, such as a named tuple, and finds one far faster than a walk in Python."""
    try:
        marshal.dumps(value)
    except ValueError:
        return False
    return True


_plain = json.JSONEncoder(ensure_ascii=ESCAPES_UNICODE)
_text = json.encoder.encode_basestring_ascii if ESCAPES_UNICODE else json.encoder.encode_basestring


class _Writer:
    def __init__(self):
        self._open = set()

    def write(self, value):
        if isinstance(value, (str, bytes)):
            return _text(_text_of(value))
        if value is None or isinstance(value, (bool, int, float)):
            return _scalar(value)
        fields = _fields_of(value)
        if fields is not None:
            return self._inside(fields, self._object)
        if isinstance(value, (list, tuple)):
            return self._inside(value, self._array)
        if isinstance(value, dict):
            return self._inside(value, self._object)
        if isinstance(value, decimal.Decimal):
            return "NaN" if value.is_nan() else str(value)
        raise TypeError(f"Object of type {value.__class__.__name__} is not JSON serializable")

    def _inside(self, container, write):
        if id(container) in self._open:
            raise ValueError("Circular reference detected")
        self._open.add(id(container))
        text = write(container)
        self._open.remove(id(container))
        return text

    def _array(self, values):
        return "[" + ", ".join([self.write(value) for value in values]) + "]"

    def _object(self, values):
        return "{" + ", ".join([f"{_text(_key_of(key))}: {self.write(value)}" for key, value in values.items()]) + "}"


def _text_of(value):
    return str(value, "utf-8") if isinstance(value, bytes) else str.__str__(value)


def _key_of(key):
    if isinstance(key, (str, bytes)):
        return _text_of(key)
    if key is None or isinstance(key, (bool, int, float)):
        return _scalar(key)
    # The encoder in C names the type in the message.
    return _plain.encode({key: None})


_literals = {None: "null", True: "true", False: "false"}


def _scalar(value):
    """A subclass, such as an enumeration's, does not say how its number is written."""
    if value is None or isinstance(value, bool):
        return _literals[value]
    if isinstance(value, int):
        return int.__repr__(value)
    return _plain.encode(float(value))


def _fields_of(value):
    as_dict = getattr(value, "_asdict", None)
    if not callable(as_dict):
        return None
    try:
        fields = as_dict()
    except TypeError:
        return None
    if not isinstance(fields, dict):
        raise TypeError(f"_asdict() must return a dict, not {type(fields).__name__}")
    return fields


def _refuse_constant(name):
    raise ValueError(f"Expecting value, not {name}")
