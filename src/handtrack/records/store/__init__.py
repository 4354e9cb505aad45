"""Store of patient records on this machine: one SQLite file, or any database of SQLAlchemy.

Laws
----
1. A committed write survives a crash, a full disk and a lock. A write is atomic.
2. Processes write one at a time and wait for each other; reading never waits.
3. Deleting a patient deletes all records and files of the patient, and leaves no trace in the
   database file.
4. No frame is stored unless requested: a recording is landmarks.
5. Arguments and results are the frozen values of `records/values.py` and `records/patient.py`; no
   other folder knows a table.
"""
