"""The records of patients on this machine: one SQLite file, or any database SQLAlchemy speaks to.

Laws
----
1. What was committed is not lost: not by a crash, a full disk or a lock. A write is whole or did
   not happen.
2. Processes write one at a time and wait for each other; reading never waits.
3. Deleting a patient deletes everything of theirs, files too, and leaves no trace in the database
   file.
4. No frame is kept unless asked: a recording is landmarks.
5. What comes in and goes out are the frozen values of `records.py`; nothing outside this folder
   knows a table.
"""
