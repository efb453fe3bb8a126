"""Ends with 0 if the RIC in this container is ready, as its RIC_OPS says: the health check of image and services."""

import os
from urllib.request import urlopen

port = os.environ["RIC_OPS"].rpartition(":")[2]
urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()  # 503, or nobody there, ends with a traceback and 1
