"""Teaching by showing: nothing is decided wrongly, and what cannot be is one sentence."""

from collections.abc import Sequence
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.errors import TaskError
from beamcoder.model.npi.catalogue import BUILT_IN, find_task
from beamcoder.model.npi.frame import RETURN, Action, Call, Seen, TraceStep
from beamcoder.model.npi.policy import Policy, Reference
from beamcoder.model.npi.recorder import Recorder
from beamcoder.model.npi.teaching.coverage import Coverage, coverage_of, taught_source
from beamcoder.model.npi.teaching.lesson import (
    Demonstration,
    PersonLesson,
    StepQuestion,
    TaughtStep,
    book_of,
    frames,
)
from beamcoder.model.npi.teaching.narrow_program import doubt_sentences, narrowed
from beamcoder.model.npi.teaching.performance import Script, perform
from beamcoder.model.npi.teaching.rules import RuleBook

ENTRY = Call("f")
ACTIONS = [RETURN, Action(Call("a")), Action(Call("b")), Action(Call("a"), is_tail=True)]
Fields = tuple[bool, ...]
SWAP, RIGHT, LEFT, COUNT = (Action(Call(name)) for name in ("swap", "right", "left", "count"))


def begin(name: str) -> Action:
    return Action(Call(name))


def again(name: str) -> Action:
    return Action(Call(name), is_tail=True)


def actions_of(name: str, problem: object) -> list[Action]:
    """What the reference program does on a problem, step by step."""
    task, made = find_task(name), list[Action]()
    recorder = Recorder(task)
    recorder._executor.run(problem, None, lambda entry, seen, action, depth: made.append(action))
    return made


def table_of(rng: Random, n_looked: int) -> dict[Fields, Action]:
    values = product((False, True), repeat=n_looked)
    return {each: rng.choice(ACTIONS) for each in values}


@given(
    st.integers(0, 2**32),
    st.integers(1, 6),
    st.integers(0, 3),
    st.booleans(),
    st.integers(1, 40),
)
def test_what_is_decided_is_right_if_decisions_are_rules(
    seed: int, n_fields: int, n_looked: int, looks_back: bool, n_shown: int
) -> None:
    """For any function of at most three observations, one of them from before."""
    rng = Random(seed)
    looked = rng.sample(range(n_fields), min(n_looked, n_fields))
    old = rng.randrange(n_fields) if looks_back and looked else None
    table = table_of(rng, len(looked))

    def right(before: Seen, seen: Seen) -> Action:
        picked = [bool(seen[at]) for at in looked]
        if old is not None:
            picked[-1] = bool(before[old])
        return table[tuple(picked)]

    book, first = RuleBook(), Action(Call("go"))
    for _ in range(n_shown):
        before, seen = (tuple(rng.random() < 0.5 for _ in range(n_fields)) for _ in "ab")
        action = right(before, seen)
        book.show(ENTRY, [TraceStep(before, first)], TraceStep(seen, action))
    for _ in range(50):
        before, seen = (tuple(rng.random() < 0.5 for _ in range(n_fields)) for _ in "ab")
        decision = book.decide(ENTRY, [TraceStep(before, first)], seen)
        assert decision.action in (None, right(before, seen))
        assert sum(share for _, share in decision.votes) <= 1 + 1e-9


@given(st.integers(0, 2**32), st.integers(1, 4), st.integers(1, 20))
def test_what_was_shown_is_decided_in_any_order(seed: int, n_fields: int, n_shown: int) -> None:
    rng = Random(seed)
    keys = [tuple(rng.random() < 0.5 for _ in range(n_fields)) for _ in range(n_shown)]
    examples = {key: rng.choice(ACTIONS) for key in keys}
    books = []
    for order in (list(examples), list(examples)[::-1]):
        book = RuleBook()
        for key in order:
            book.show(ENTRY, (), TraceStep(key, examples[key]))
        books.append(book)
    for key in product((False, True), repeat=n_fields):
        one, other = (book.decide(ENTRY, (), key) for book in books)
        assert (one.action, dict(one.votes)) == (other.action, dict(other.votes))
        assert not one.is_shown or one.action == examples[key]
    assert {tuple(step.seen): step.action for _, _, step in books[0].steps()} == examples


def test_a_contradiction_is_one_sentence() -> None:
    book = RuleBook()
    book.show(ENTRY, (), TraceStep((True,), SWAP))
    book.show(ENTRY, (), TraceStep((True,), SWAP))
    with pytest.raises(TaskError, match=r"contradicts .* f\(\) sees \[True\], it did swap"):
        book.show(ENTRY, (), TraceStep((True,), RIGHT))
    book.show(ENTRY, [TraceStep((True,), SWAP)], TraceStep((True,), RIGHT))  # another place


@given(st.sampled_from(BUILT_IN), st.integers(1, 6), st.integers(0, 2**32))
def test_a_script_does_what_the_program_does(name: str, size: int, seed: int) -> None:
    task = find_task(name)
    problem = task.draw(size, Random(seed))
    actions = actions_of(name, problem)
    whole = perform(task, problem, Script(actions))
    assert whole.waits is None
    assert [step.action for step in whole.steps] == actions
    assert task.is_right(problem, task.read_answer(whole.environment))
    part = perform(task, problem, Script(actions[:-1]))
    assert part.waits == whole.steps[-1].moment


def teach_by_reference(name: str, seed: int, n_problems: int = 300) -> tuple[PersonLesson, int]:
    """Three demonstrations, then questions on random problems, answered by the program."""
    task, rng = find_task(name), Random(seed)
    shown = []
    for _ in range(3):
        problem = task.draw(5, rng)
        shown.append(Demonstration(problem, tuple(actions_of(name, problem))))
    person, answers = Reference(task), list[TaughtStep]()
    problems = [task.draw(rng.randint(1, 9), rng) for _ in range(n_problems)]
    while True:
        lesson = PersonLesson(task, shown, answers)
        question = lesson.question(problems)
        if not isinstance(question, StepQuestion):
            return lesson, len(answers)
        answers.append(answer(task.interface.sees, lesson, person, question))


def answer(
    sees: dict[str, tuple[str, ...]], lesson: PersonLesson, person: Policy, question: StepQuestion
) -> TaughtStep:
    """What the program does, which sees less than a person."""
    moment, fields = question.moment, list(lesson.task.interface.fields)
    kept = [fields.index(name) for name in sees[moment.entry.name]]
    state = person.begin(moment.entry)
    for seen in (*(step.seen for step in moment.before), moment.seen):
        action, state = person.step(state, tuple(seen[at] for at in kept))
    return TaughtStep(moment.entry, moment.before, TraceStep(moment.seen, action))


@pytest.mark.parametrize("name", ["bubble_sort", "quicksort", "topological_sort"])
def test_a_taught_program_is_right_and_looks_at_what_the_reference_sees(name: str) -> None:
    lesson, n_questions = teach_by_reference(name, 1)
    assert n_questions <= 30
    task, rng = find_task(name), Random(2)
    for size in range(1, 15):
        problem = task.draw(size, rng)
        stage = perform(lesson.task, problem, lesson.policy)
        assert stage.waits is not None or task.is_right(
            problem, task.read_answer(stage.environment)
        )
    narrow = narrowed(lesson.task.interface, lesson.book)
    assert narrow.interface.sees == task.interface.sees
    assert [*doubt_sentences(narrow)] == []


def bubble_lesson(n_shown: int = 1) -> PersonLesson:
    task, problems = find_task("bubble_sort"), ([3, 1, 2], [2, 2, 1, 3], [1])
    shown = [Demonstration(p, tuple(actions_of("bubble_sort", p))) for p in problems[:n_shown]]
    return PersonLesson(task, shown)


def test_the_page_of_what_was_shown_counts_everything() -> None:
    coverages = [coverage(bubble_lesson(n)) for n in (1, 2, 3)]
    for each in coverages:
        assert each.n_shown + each.n_extrapolated + len(each.unknown) == each.n_situations
    assert coverages[0].n_shown <= coverages[1].n_shown <= coverages[2].n_shown


def coverage(lesson: PersonLesson) -> Coverage:
    return coverage_of(lesson.task.interface, lesson.book)


def test_source_says_what_is_extrapolated_and_refuses_what_was_never_shown() -> None:
    java = taught_source(coverage(bubble_lesson(2)), "java")
    first, rest = java.split("\n", 1)
    assert first.startswith("// Taught by showing: ") and "are extrapolated" in first
    assert "abstract class LearnedBubbleSort" in rest and "while (!end())" in rest
    assert "/** BubbleSort, taught by showing. */" in rest and "neural network" not in rest
    one = Demonstration([3], (begin("count"), again("bubble_sort"), RETURN))
    python = taught_source(coverage(PersonLesson(find_task("bubble_sort"), [one])), "python")
    assert "# Taught by showing: 3 of 4 situations" in python and "may look at" not in python
    two = Demonstration([2, 1], (SWAP, RETURN))
    lesson = PersonLesson(find_task("bubble_sort"), [Demonstration([2], (RETURN,)), two])
    python = taught_source(coverage(lesson), "python")
    assert "# bubble_sort may look at end, or at greater: what was shown fits each." in python
    half = Demonstration([2, 1], (begin("sweep"), SWAP))
    with pytest.raises(
        TaskError, match=r"what bubble_sort\(\) does after sweep\(\) was never shown"
    ):
        taught_source(coverage(PersonLesson(find_task("bubble_sort"), [half])), "java")


def test_frames_of_a_lesson_teach_the_same() -> None:
    lesson = bubble_lesson(2)
    found = frames(lesson)
    assert found[0].entry == Call("bubble_sort")
    assert sorted(book_of(found).steps()) == sorted(lesson.book.steps())


@pytest.mark.parametrize(
    ("actions", "sentence"),
    [
        ([Action(Call("swap", (7,)))], r"the operation swap\(7\) fails"),
        ([begin("Sweep!")], "is no name for a group of steps"),
        ([begin("class")], "is no name for a group of steps"),
        ([begin("a" * 41)], "is no name for a group of steps"),
        ([begin("end")], "end is a field of bubble_sort"),
        ([RETURN, SWAP], r"goes on after its end, with swap\(\)"),
        ([RIGHT] * 3 + [SWAP], r"the operation swap\(\) fails: IndexError"),
        ([COUNT] * 70, "makes more than 64 steps in one call"),
        ([begin("sweep"), SWAP, SWAP, again("sweep"), SWAP, RIGHT], "contradicts"),
    ],
)
def test_a_demonstration_that_cannot_be_is_one_sentence(
    actions: Sequence[Action], sentence: str
) -> None:
    task = find_task("bubble_sort")
    problem = [3, 2, 1]
    with pytest.raises(TaskError, match=sentence):
        PersonLesson(task, [Demonstration(problem, tuple(actions))])


def test_an_answer_with_an_unknown_name_is_one_sentence() -> None:
    step = TaughtStep(Call("bubble_sort"), (), TraceStep((False,) * 4, begin("swap")))
    assert PersonLesson(find_task("bubble_sort"), [], [step]).book.n_shown == 1
    strange = TaughtStep(Call("bubble_sort"), (TraceStep((True,) * 4, begin("fly")),), step.step)
    with pytest.raises(TaskError, match="has no program or operation fly"):
        PersonLesson(find_task("bubble_sort"), [], [strange])


def test_an_endless_taught_program_is_said() -> None:
    task = find_task("bubble_sort")
    step = TraceStep((False, True, False, True), again("bubble_sort"))
    lesson = PersonLesson(task, [], [TaughtStep(Call("bubble_sort"), (), step)])
    with pytest.raises(Exception, match="bubble_sort had not ended after 500 steps"):
        lesson.question([[2, 1]], 500)
