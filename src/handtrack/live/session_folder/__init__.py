"""Sessions on disk: everything is written as it happens, so that a crash loses a second at most.

A session is a folder named by its start::

    2026-11-22T10-57-02/
      session.json      what was planned and how it ended; `ended` is missing while it runs and
                        stands there as soon as the person has read that all is saved
      events.jsonl      a line each: screens, repetitions, answers, camera trouble; touched every
                        few seconds as long as the session runs
      01-33-right-1.npz     landmarks of the first set (…npz.part while it is being written)
      01-33-right-1.json    its result
      01-33-right-1.mp4     its video, with --record only

Whatever stopped it, the folder can be listed, scored again and reported.
"""
