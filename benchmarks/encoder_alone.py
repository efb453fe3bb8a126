"""The floor of questions that need the encoder: nothing but the encoder, in the threads that RIC's bot has.

Reads a line at a time from stdin, {"seconds", "texts"}, and says how many of the texts were encoded each second.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue


def main() -> None:
    """Load the encoder with the surroundings that `ric` gives it, and encode whatever is asked."""
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", OMP_WAIT_POLICY="passive")
    from bot.embedded.encoder import load_nano_e5  # noqa: PLC0415 (numpy reads the line above when imported)
    from bot.embedded.engine import THREADS  # noqa: PLC0415

    encoder = load_nano_e5()
    if encoder is None:
        raise SystemExit("the encoder is missing on this machine")
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        texts: SimpleQueue[str] = SimpleQueue()
        for text in asked["texts"]:
            texts.put(text)

        def work(until: float, texts: SimpleQueue[str] = texts) -> int:
            done = 0
            while time.perf_counter() < until:
                try:
                    encoder.encode([texts.get_nowait()])
                except Empty:
                    raise SystemExit("too few texts for so many seconds") from None
                done += 1
            return done

        began = time.perf_counter()
        with ThreadPoolExecutor(THREADS) as threads:
            done = sum(threads.map(work, [began + asked["seconds"]] * THREADS))
        print(json.dumps(done / (time.perf_counter() - began)), flush=True)


if __name__ == "__main__":
    main()
