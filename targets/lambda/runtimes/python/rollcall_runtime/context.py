"""What a handler may ask about its invocation, by AWS's names."""
import json
import logging
import os
import sys
import time

from .failures import Fault


def context_of(headers):
    client_context = _parsed(headers.get("lambda-runtime-client-context"), "Client Context")
    identity = _parsed(headers.get("lambda-runtime-cognito-identity"), "Cognito Identity")
    return LambdaContext(headers, client_context, identity)


def _parsed(text, name):
    if not text:
        return None
    try:
        return json.loads(text)
    except Exception as error:
        raise Fault("Runtime.LambdaContextUnmarshalError", f"Unable to parse {name} JSON: {error}")


class _Record:
    """What JSON said, as attributes of these names. What it did not say is None."""

    __slots__ = ()

    def __init__(self, values):
        for name in self.__slots__:
            setattr(self, name, values.get(name))

    def __repr__(self):
        return _shown(self, self.__slots__)


class Client(_Record):
    __slots__ = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")


class ClientContext(_Record):
    __slots__ = ("custom", "env", "client")

    def __init__(self, values):
        super().__init__(values)
        if self.client is not None:
            self.client = Client(self.client)


class CognitoIdentity(_Record):
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")

    def __init__(self, values):
        self.cognito_identity_id = values.get("cognitoIdentityId")
        self.cognito_identity_pool_id = values.get("cognitoIdentityPoolId")


class LambdaContext:
    def __init__(self, headers, client_context, identity):
        self.aws_request_id = headers.get("lambda-runtime-aws-request-id")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.tenant_id = headers.get("lambda-runtime-aws-tenant-id") or None
        self.client_context = None if client_context is None else ClientContext(client_context)
        self.identity = CognitoIdentity({} if identity is None else identity)
        self._epoch_deadline_time_in_ms = int(headers.get("lambda-runtime-deadline-ms", "0"))

    def get_remaining_time_in_millis(self):
        return max(0, self._epoch_deadline_time_in_ms - int(time.time() * 1000))

    def log(self, msg):
        """Without an end of line, to where the root logger writes while it still has the runtime's handler."""
        sinks = (handler.log_sink for handler in logging.getLogger().handlers if hasattr(handler, "log_sink"))
        sink = next(sinks, None)
        if sink is None:
            sys.stdout.write(str(msg))
        else:
            sink.log(str(msg))

    def __repr__(self):
        return _shown(self, _shown_names)


_shown_names = (
    *("aws_request_id", "log_group_name", "log_stream_name", "function_name", "memory_limit_in_mb", "function_version"),
    *("invoked_function_arn", "client_context", "identity", "tenant_id"),
)


def _shown(record, names):
    fields = ",".join(f"{name}={getattr(record, name)}" for name in names)
    return f"{type(record).__name__}([{fields}])"
