"""Hello World from a shared library: `cc -O2 -shared -fPIC -o greeting.so greeting.c`."""
import ctypes
import os

library = ctypes.CDLL(os.path.join(os.path.dirname(__file__), "greeting.so"))
library.greeting.restype = ctypes.c_char_p


def lambda_handler(event, context):
    return {"message": library.greeting().decode()}
