"""The worker: `python -m speaknode_worker.agent start`.

A `__main__` of a package is what multiprocessing leaves alone; any other main module each job's process would
import once more (30 ms, 4 MB).
"""

from speaknode_worker.agent.main import main

if __name__ == "__main__":
    main()
