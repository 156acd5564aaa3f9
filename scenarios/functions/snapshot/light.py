"""Imports nothing: its init is the start of Python and of the runtime."""


def lambda_handler(event, context):
    return {"statusCode": 200, "body": "hello"}
