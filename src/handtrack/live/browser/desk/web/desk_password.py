"""Password of the desk: kept as a salted scrypt hash in a file of the user's data folder.

It keeps a patient who uses the same computer out of the records' pages. Whoever may read the files
of this user can read the records without it, and can set another one; so a forgotten password is
no loss.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path

from handtrack.errors import OutputError, RecordError
from handtrack.files import make_private

FILE = "desk-password.json"
LEAST_LETTERS, MOST_LETTERS = 8, 200
_COST, _BLOCK, _LANES = 2**15, 8, 1
_SALT_BYTES, _HASH_BYTES = 16, 32
_MOST_MEMORY = 64 << 20
"""scrypt needs 128 x cost x block = 32 MB of it."""


class PasswordFile:
    """The desk's password, if one is set.

    Parameters
    ----------
    folder : Path
        The user's data folder.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    @property
    def is_set(self) -> bool:
        """Whether the desk is locked; also by a file that cannot be read."""
        return self.path.exists()

    def set(self, password: str) -> None:
        """Replace the password.

        Raises
        ------
        RecordError
            It is too short or too long.
        OutputError
            It cannot be written.
        """
        check_length(password)
        salt = secrets.token_bytes(_SALT_BYTES)
        kept = {"salt": salt.hex(), "scrypt": _hash(password, salt).hex()}
        self._write(json.dumps(kept) + "\n")

    def remove(self) -> None:
        """Leave the desk open.

        Raises
        ------
        OutputError
            The file cannot be removed.
        """
        try:
            self.path.unlink(missing_ok=True)
        except OSError as e:
            raise OutputError(f"Cannot remove {self.path}: {e.strerror}.") from e

    def matches(self, password: str) -> bool:
        """Whether this is the password; False where none can be read."""
        try:
            kept = json.loads(self.path.read_text("utf-8"))
            salt, known = bytes.fromhex(kept["salt"]), bytes.fromhex(kept["scrypt"])
        except (OSError, ValueError, KeyError, TypeError):
            return False
        return len(password) <= MOST_LETTERS and hmac.compare_digest(_hash(password, salt), known)

    def _write(self, text: str) -> None:
        new = self.path.with_name(f"{FILE}.new")
        try:
            make_private(self.path.parent)
            new.unlink(missing_ok=True)
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(new, self.path)
        except OSError as e:
            raise OutputError(f"Cannot write {self.path}: {e.strerror}.") from e


def check_length(password: str) -> None:
    """Validate the length of a new password.

    Raises
    ------
    RecordError
        It is too short or too long.
    """
    if not LEAST_LETTERS <= len(password) <= MOST_LETTERS:
        raise RecordError(
            f"A password has {LEAST_LETTERS} to {MOST_LETTERS} characters; found {len(password)}."
        )


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        password.encode("utf-8", "surrogatepass"),
        salt=salt,
        n=_COST,
        r=_BLOCK,
        p=_LANES,
        maxmem=_MOST_MEMORY,
        dklen=_HASH_BYTES,
    )
