"""What `bootstrap.py` runs. Its name keeps it apart from any module of a function.

It behaves as AWS's client (github.com/aws/aws-lambda-python-runtime-interface-client) does, towards the function, its callers and its
log. Where that crashes, this does: `Runtime.ExitError` is then the right answer. What is not there: X-Ray's account of an error, and
the modules of the client itself.
"""
