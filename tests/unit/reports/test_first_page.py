"""A report's first page: what it says, what it chooses, and that it is one page."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal

import pytest
from pypdf import PdfReader

from handtrack.assessment.norms import load_norms
from handtrack.assessment.protocol import Protocol, load_protocols
from handtrack.events import Label
from handtrack.landmarks.hand import Side
from handtrack.records.patient import Affected, Prescription, ReportTime, SelfReport
from handtrack.records.review import Goal
from handtrack.records.values import AssessmentRecord, History
from handtrack.reports.build import build
from handtrack.reports.first_page_view import LetterheadView
from handtrack.reports.printed.pdf import pdf
from handtrack.reports.sections.key_motions import LEAST, MOST, place_of
from handtrack.reports.view import HandReport
from tests.helpers.histories import NOW, four_weeks, session, whole_assessment
from tests.helpers.patients import day

PROTOCOLS = load_protocols()
LETTERHEAD = LetterheadView(
    "Hand clinic with a long name " * 2, ("Road " * 12, "Town " * 12, "Telephone"), "A. Berg", True
)
FULL = "Sentences that somebody typed in full and that go on and on. " * 20


def report_of(history: History, at: datetime = NOW) -> HandReport:
    return build(history, load_norms(), at)


def measured_by(protocol: Protocol, worse: bool) -> History:
    """Both hands by every pose of a protocol, the affected one twice, with everything to tell."""
    keys = {key for s in protocol.sections for pose in s.poses for key in pose.keys}
    fingers = {key.partition(".")[0] for key in keys if ".pip." in key}
    keys |= {f"{finger}.total" for finger in fingers}

    def only(record: AssessmentRecord) -> AssessmentRecord:
        model = record.assessment.figures
        known = {figure.motion: figure for figure in model}
        figures = tuple(
            replace(known.get(key.partition("@")[0], model[0]), motion=key, label=Label.ESTIMATED)
            for key in sorted(keys)
        )
        return replace(record, assessment=replace(record.assessment, figures=figures))

    whole = four_weeks(FULL[:400], FULL[:400])
    shares = (0.9, 0.4) if worse else (0.5, 0.9)
    records = [
        whole_assessment(Side.RIGHT, 1.0, 0),
        whole_assessment(Side.LEFT, shares[0], 1),
        whole_assessment(Side.LEFT, shares[1], 25),
    ]
    person = replace(
        whole.patient, diagnosis=FULL[:900], onset=FULL[:900], precautions=FULL[:900],
        therapist=FULL[:300], goal=FULL[:900],
    )  # fmt: skip
    plans = tuple(Prescription(n, day(0).date()) for n in ("34", "10", "12", "33", "2", "11"))
    hurt = SelfReport(day(27), ReportTime.OTHER, pain=9)
    return replace(
        whole, patient=person, plans=plans, reports=(hurt,), assessments=tuple(map(only, records))
    )


def pages(report: HandReport, paper: Literal["A4", "Letter"] = "A4") -> list[str]:
    read = PdfReader(io.BytesIO(pdf(report, paper))).pages
    return [" ".join(page.extract_text().split()) for page in read]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda p: p.id)
def test_page_one_is_one_page_however_much_there_is_to_tell(
    protocol: Protocol, paper: Literal["A4", "Letter"]
) -> None:
    history = measured_by(protocol, worse=True)
    made = build(history, load_norms(), NOW, letterhead=LETTERHEAD)
    first, second, *_ = pages(made, paper)
    assert len(made.first.motions) == MOST
    assert len(made.first.alerts) >= 2
    assert all(motion.title in first for motion in made.first.motions)
    assert "Signature A. Berg" in first
    assert "prescribed and missed" in first
    assert second.startswith("Goals")
    assert "All motions" not in first


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda p: p.id)
def test_key_motions_are_five_to_eight_and_each_tells_something_else(protocol: Protocol) -> None:
    history = replace(measured_by(protocol, worse=False), plans=(), goals=())
    motions = [m.motion for m in report_of(history).first.motions]
    assert len(motions) >= LEAST
    places = [place_of(motion) for motion in motions]
    assert len(set(places)) == len(places)


def test_the_goal_leads_then_what_is_trained_then_the_protocol() -> None:
    goal = Goal("thumb.radial_abduction", Side.LEFT, 50.0, "deg", date(2026, 10, 20))
    plan = Prescription("10", day(0).date())
    made = report_of(replace(four_weeks(), goals=(goal,), plans=(plan,)))
    whys = [(m.motion, m.why) for m in made.first.motions]
    assert whys[:3] == [
        ("thumb.radial_abduction", "goal"),
        ("forearm.pronation", "trained by exercise 10"),
        ("forearm.supination", "trained by exercise 10"),
    ]
    assert {why for _, why in whys[3:]} == {"main motion of the protocol"}


def test_a_finger_that_bends_better_is_one_success_not_three() -> None:
    made = report_of(replace(four_weeks(), plans=(Prescription("34", day(0).date()),), goals=()))
    assert [m.motion for m in made.first.motions][:4] == [
        f"{finger}.pip.flexion" for finger in ("index", "middle", "ring", "little")
    ]
    assert made.bottom_line[1].startswith("Of 5 key motions of the left hand: 5 better. Index PIP")


def test_the_goal_says_how_far() -> None:
    sentence = report_of(four_weeks()).bottom_line[0]
    assert sentence == (
        "Goal: left wrist extension 65° by 11 October 2026. Now 63° ± 7°, at first 35°: "
        "93 % of the way."
    )
    lower = Goal("wrist.extension", Side.LEFT, 60.0, "deg", date(2026, 9, 10))
    reached = report_of(replace(four_weeks(), goals=(lower,))).bottom_line[0]
    assert reached.endswith("Now 63° ± 7°: reached. That day is over.")
    count = Goal("11", Side.LEFT, 20.0, "repetitions", date(2026, 10, 20))
    counted = report_of(replace(four_weeks(), goals=(count,))).bottom_line[0]
    assert counted.endswith("by 20 October 2026. 9 on 26 September 2026, most 9.")


def test_no_way_is_claimed_within_the_error() -> None:
    left = (whole_assessment(Side.LEFT, 0.5, 1), whole_assessment(Side.LEFT, 0.53, 25))
    goal = Goal("wrist.extension", Side.LEFT, 60.0, "deg", date(2026, 10, 20))
    made = report_of(replace(four_weeks(), assessments=left, goals=(goal,)))
    sentence = made.bottom_line[0]
    assert "no change beyond measurement error" in sentence
    assert "of the way" not in sentence


def test_alerts_tell_of_worsening_pain_few_days_and_doubt() -> None:
    assert report_of(four_weeks()).first.alerts == ()
    whole = measured_by(PROTOCOLS[0], worse=True)
    few = replace(whole, sessions=whole.sessions[:5])
    alerts = " ".join(report_of(few).first.alerts)
    for word in ("Pain is up", "Few days done", "Worse beyond error: left "):
        assert word in alerts
    (done,) = whole.sessions[0].exercises
    one, *rest = done.repetitions
    doubted = replace(done, repetitions=(replace(one, label=Label.ESTIMATED), *rest))
    odd = replace(whole.sessions[0], exercises=(replace(doubted, side_contradicted=True),))
    alerts = " ".join(report_of(replace(whole, sessions=(odd,))).first.alerts)
    assert "1 repetition in doubt" in alerts
    assert "Check the side of 1 exercise" in alerts


def test_the_period_ends_with_the_last_day_that_matters() -> None:
    later = NOW + timedelta(days=400)
    ended = replace(
        four_weeks(), plans=(replace(four_weeks().plans[0], until_day=date(2026, 9, 20)),)
    )
    assert report_of(ended, later).period == "1 to 26 September 2026"
    open_ended = report_of(four_weeks(), later)
    assert open_ended.period == "1 September to 24 October 2026"


def test_a_long_time_shows_its_last_weeks_and_says_so() -> None:
    long = replace(four_weeks(), sessions=tuple(session(n) for n in range(0, 200, 2)))
    made = report_of(long, NOW.replace(year=2027, month=4))
    assert len(made.first.adherence.days) > 190
    assert "The last weeks." in pages(made)[0]


def test_both_hands_are_told_where_no_hand_is_the_affected_one() -> None:
    whole = four_weeks()
    both = replace(whole, patient=replace(whole.patient, affected=Affected.BOTH))
    made = report_of(both)
    assert made.first.hands == "both"
    assert made.sides == ("right", "left")
    assert "key motions: " in made.bottom_line[1]
    again = replace(whole.assessments[0], id=9, at=day(26))
    twice = report_of(replace(both, assessments=(*both.assessments, again)))
    assert twice.first.motions[0].verdict == "R = no change*; L ▲ better: 28° more"
    assert twice.first.motions[0].first == "R 70°; L 35°"
