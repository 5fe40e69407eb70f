"""What a job wrote or took back, as a format's `after_apply` learns of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from imports.models import AppliedChange, ImportJob
from imports.staging import StagedTarget

IDS_AT_ONCE = 20_000


@dataclass(frozen=True)
class Applied:
    """A job whose rows were just written, or taken back when `undone`."""

    job: ImportJob
    targets: dict[str, StagedTarget]
    undone: bool = False

    def ids(self, target: str, *, new: bool | None = None) -> Iterator[list[int]]:
        """Yield the ids of a target's written rows, ascending, some thousand at a time.

        `new` chooses those that the job added (True) or changed (False).
        """
        changes = AppliedChange.objects.filter(job=self.job, target=self.targets[target].place)
        if new is not None:
            changes = changes.filter(was__isnull=new)
        ids = changes.order_by("row_id").values_list("row_id", flat=True)
        last = 0
        while found := list(ids.filter(row_id__gt=last)[:IDS_AT_ONCE]):
            last = found[-1]
            yield found
