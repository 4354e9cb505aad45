"""What is fetched or downloaded at the desk: videos, landmarks, reports. All of it by id."""

from __future__ import annotations

import io
import mimetypes
import zipfile
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from handtrack.errors import HandtrackError
from handtrack.files import temporary_folder
from handtrack.landmarks.recording_file import read
from handtrack.live.browser.desk.desk_tools import DeskTools
from handtrack.live.browser.desk.exercise_signals import AROUND_S, landmark_clip, landmarks_of
from handtrack.live.to_records import folder_of
from handtrack.records.store.one_record import history_of
from handtrack.records.store.store import Store
from handtrack.records.values import (
    ExerciseRecord,
    FileKind,
    History,
    RecordKind,
    SessionRecord,
    Source,
)
from handtrack.reports.write import Format, write

SHOWN, NO_CONSENT, NONE = "shown", "no consent", "none"


class DeskFiles:
    """Answers what is fetched or downloaded.

    Parameters
    ----------
    tools : DeskTools
    """

    def __init__(self, tools: DeskTools) -> None:
        self._tools = tools

    def video(self, request: Request) -> Response:
        """The kept video of an exercise, in parts as a player asks for them."""
        with self._tools.store() as store:
            history, session, record = self._exercise(store, request)
            state, path = video_of(store, self._tools, history, session, record)
        if state != SHOWN or path is None:
            raise HTTPException(404)
        kept = next((f.name for f in record.files if f.kind is FileKind.VIDEO), path.name)
        kind = mimetypes.guess_type(kept)[0] or ""
        return FileResponse(path, media_type=kind if kind.startswith("video/") else "video/mp4")

    def landmarks(self, request: Request) -> Response:
        """Landmarks of one repetition, and when it begins and ends."""
        number = request.path_params["rep"]
        with self._tools.store() as store:
            _, _, record = self._exercise(store, request)
            one = next((r for r in record.repetitions if r.number == number), None)
            kept = landmarks_of(record)
            if one is None or kept is None:
                raise HTTPException(404)
            recording = read(store.file(kept))
        end_s = one.start_s + one.duration_s
        clip = landmark_clip(recording, record.side, one.start_s - AROUND_S, end_s + AROUND_S)
        slowed = record.made_by.slowed
        return JSONResponse(clip | {"start_s": one.start_s, "end_s": end_s, "slowed": slowed})

    def _exercise(
        self, store: Store, request: Request
    ) -> tuple[History, SessionRecord, ExerciseRecord]:
        """The exercise that is named, if it is in that session of that patient."""
        of = request.path_params
        history = history_of(store, of["key"], RecordKind.SESSION, of["number"])
        for session in history.sessions:
            for record in session.exercises:
                if (session.id, record.id) == (of["number"], of["exercise"]):
                    return history, session, record
        raise HTTPException(404)

    def report(self, request: Request) -> Response:
        """A patient's report; several files of one format come as one archive."""
        try:
            format = Format(request.path_params["format"])
        except ValueError as e:
            raise HTTPException(404) from e
        now = self._tools.now()
        with self._tools.store() as store, temporary_folder() as folder:
            key = store.patient(request.path_params["key"]).key
            paths = write(store, key, [format], folder, now).paths
            named = [(path.relative_to(folder).as_posix(), path.read_bytes()) for path in paths]
        name, data = named[0] if len(named) == 1 else (f"report-{format}.zip", _archive(named))
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        shown = (
            "inline" if "print" in request.query_params and format is Format.PDF else "attachment"
        )
        day = now.astimezone().date().isoformat()
        disposition = f'{shown}; filename="{key}-{day}-{Path(name).name}"'
        return Response(data, headers={"Content-Disposition": disposition}, media_type=kind)


def _archive(named: list[tuple[str, bytes]]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in named:
            archive.writestr(name, data)
    return whole.getvalue()


def video_of(
    store: Store,
    tools: DeskTools,
    history: History,
    session: SessionRecord,
    record: ExerciseRecord | None,
) -> tuple[str, Path | None]:
    """Whether the video of an exercise may be shown, and its path.

    Parameters
    ----------
    store : Store
    tools : DeskTools
    history : History
    session : SessionRecord
    record : ExerciseRecord, optional

    Returns
    -------
    tuple of (str, Path or None)
        `SHOWN` with the path; `NO_CONSENT` where one is kept and the patient has not agreed;
        `NONE` where none is kept.
    """
    path = _video_path(store, tools, history, session, record) if record else None
    if path is None:
        return NONE, None
    return (SHOWN, path) if history.patient.video_consent else (NO_CONSENT, None)


def _video_path(
    store: Store,
    tools: DeskTools,
    history: History,
    session: SessionRecord,
    record: ExerciseRecord,
) -> Path | None:
    kept = next((file for file in record.files if file.kind is FileKind.VIDEO), None)
    landmarks = landmarks_of(record)
    try:
        if kept is not None:
            return store.file(kept)
        if session.source is Source.LIVE and landmarks is not None:
            folder = folder_of(store, history.patient.key, session.at, tools.sessions)
            return _set_video(folder, landmarks.name)
    except HandtrackError:  # the file is gone: the landmarks are there
        return None
    return None


def _set_video(folder: Path | None, name: str) -> Path | None:
    """The video of a set, beside its landmarks, whose kept name holds the folder's and its own."""
    if folder is None or not name.startswith(f"{folder.name} "):
        return None
    file = name.removeprefix(f"{folder.name} ").removesuffix(".npz") + ".mp4"
    path = folder / file
    return path if Path(file).name == file and path.is_file() else None
