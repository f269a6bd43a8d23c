"""The tasks that come along, and those in files of users.

    task = find_task("addition")
    task = find_task("mytask.py")      runs the file, which is Python

A task file is run only where a user names it, never out of a model folder.
"""

from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Final

from beamcoder.errors import TaskError
from beamcoder.model.npi.task import Task

BUILT_IN: Final = (
    *("addition", "binary_search", "brackets", "bubble_sort"),
    *("maximum", "multiplication", "quicksort", "topological_sort"),
)


def find_task(name: str) -> Task:
    """A built-in task by its name, or the one in a file. TaskError, one sentence."""
    if name in BUILT_IN:
        task = import_module(f"beamcoder.model.npi.tasks.{name}").task
        assert isinstance(task, Task)
        return task.complete()
    if name.endswith(".py"):
        return read_task(Path(name))
    raise TaskError(f"there is no task {name!r}: there are {', '.join(BUILT_IN)}, or a file .py")


def read_task(path: Path) -> Task:
    """The one Task that a Python file makes."""
    try:
        source = path.read_text(encoding="utf-8")
        compile(source, str(path), "exec")
    except OSError as exc:
        raise TaskError(f"cannot read {path}: {exc.strerror}") from exc
    except SyntaxError as exc:
        raise TaskError(f"{path}, line {exc.lineno}: {exc.msg}") from exc
    except ValueError as exc:
        raise TaskError(f"{path} is no Python source: {exc}") from exc
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except TaskError:
        raise
    except (Exception, SystemExit) as exc:
        raise TaskError(f"{path} fails: {type(exc).__name__}: {exc}") from exc
    own = {id(each): each for each in vars(module).values() if isinstance(each, Task)}
    tasks = [each for each in own.values() if each.name == getattr(module, "task", each).name]
    if len(tasks) != 1:
        raise TaskError(f"{path} makes {len(tasks)} tasks, and must make one, called task")
    return tasks[0].complete()
