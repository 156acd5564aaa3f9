"""300 ms of CPU at init, as of a large import, and a hook that takes 50 ms after a restore, as of a new connection."""
import time

from snapshot_restore_py import register_after_restore

until = time.process_time() + 0.3
while time.process_time() < until:
    pass


@register_after_restore
def connect():
    time.sleep(0.05)


def lambda_handler(event, context):
    return {"statusCode": 200, "body": "hello"}
