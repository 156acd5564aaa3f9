"""Where the lines of the log go: to stdout, or as frames to a descriptor that the platform has opened."""
import os
import sys
import time


def log_sink():
    descriptor = os.environ.pop("_LAMBDA_TELEMETRY_LOG_FD", None)
    return StandardOutput() if descriptor is None else Frames(int(descriptor))


class StandardOutput:
    """A line feed ends a message here, so the lines of a failure are parted by carriage returns."""

    def log(self, text, _frame_type=None):
        sys.stdout.write(text)

    def log_failure(self, lines, _frame_type):
        sys.stdout.write("\r".join(lines) + "\n")


class Frames:
    """A message has a type (4 bytes), its length (4), its time in µs since the epoch (8), all big-endian, and its text in UTF-8."""

    def __init__(self, descriptor):
        self._file = os.fdopen(descriptor, "wb", 0)

    def log(self, text, frame_type=None):
        content = text.encode()
        head = [frame_type or unspecified, len(content).to_bytes(4, "big"), (time.time_ns() // 1000).to_bytes(8, "big")]
        self._file.write(b"".join([*head, content]))

    def log_failure(self, lines, frame_type):
        self.log("\n".join(lines), frame_type)


def frame_type(level, is_json):
    """0xa55a and two bytes: the last bit is set for text, the bit before it always; above them 0, or one more than the level's tens."""
    tens = level // 10
    return (0xA55A0000 + (4 * (tens + 1) if tens else 0) + (2 if is_json else 3)).to_bytes(4, "big")


unspecified = frame_type(0, is_json=False)
