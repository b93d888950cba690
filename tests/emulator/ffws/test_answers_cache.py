"""Kept answers: they hold until their entry moves, and are never more than a few for each entry."""

from emulator.ffws.answers_cache import MOST_VARIANTS, EntryAnswers
from fax_engine.journal import Journal

ENTRY = (1, 0)


def test_the_oldest_answer_gives_way_to_a_new_one() -> None:
    answers = EntryAnswers(Journal())
    for host in range(MOST_VARIANTS):
        answers.keep(ENTRY, host, b"%d" % host)
    answers.keep(ENTRY, 0, b"written again")
    assert answers.find(ENTRY, 0) == b"written again"
    assert answers.find(ENTRY, 1) == b"1"

    for host in range(1_000):
        assert answers.keep(ENTRY, ("strange", host), b"x") == b"x"

    kept = [host for host in range(1_000) if answers.find(ENTRY, ("strange", host))]
    assert kept == list(range(1_000 - MOST_VARIANTS, 1_000))
    assert answers.find(ENTRY, 0) is None


def test_an_entry_of_many_answers_leaves_the_others_alone() -> None:
    answers = EntryAnswers(Journal())
    answers.keep((2, 0), "host", b"other")
    for host in range(100):
        answers.keep(ENTRY, host, b"x")
    assert answers.find((2, 0), "host") == b"other"
