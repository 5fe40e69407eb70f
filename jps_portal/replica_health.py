"""Which replicas are in step with the primary. Times are monotonic seconds, positions bytes of WAL.

The primary's position is noted about every second. A replica that has replayed the position of a
second holds everything that was committed before it: its lag is proven, whether the primary idles,
the replay is paused or the replica has lost its connection to the primary. While the primary does
not answer, nothing new is noted: whoever holds all that was known stays in step.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

logger = logging.getLogger(__name__)

type Clock = Callable[[], float]

PROBE_SECONDS = 1.0
LONGEST_PAUSE = 30.0
# A probe that hangs proves nothing: so long after the last answer a replica is left out.
PROOF_SECONDS = 4.0
# In step for so long, a replica's earlier failures are forgotten.
CALM_SECONDS = 60.0
NOTED = 3_600
LAGGING = "lagging"
UNKNOWN = "not yet known"


class PrimaryPositions:
    """Where the primary's WAL ended at the seconds past."""

    def __init__(self) -> None:
        self._noted: deque[tuple[float, int]] = deque(maxlen=NOTED)

    def note(self, at: float, position: int) -> None:
        """Note a position; one that stayed the same counts from now."""
        if self._noted and self._noted[-1][1] == position:
            self._noted.pop()
        self._noted.append((at, position))

    def lag(self, replayed: int) -> float:
        """Return how many seconds before the last note everything is held; infinite if unknown."""
        noted = tuple(self._noted)
        for at, position in reversed(noted):
            if position <= replayed:
                return noted[-1][0] - at
        return float("inf")


@dataclass
class Replica:
    """One replica as this process knows it; left out until a probe proves it in step."""

    alias: str
    max_lag: float
    clock: Clock = time.monotonic
    lag: float = float("inf")
    reason: str = UNKNOWN
    _proven_at: float = float("-inf")
    _since: float = 0.0
    _failures: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def is_in_step(self) -> bool:
        """Return whether public reads may go here now."""
        return not self.reason and self.clock() - self._proven_at <= PROOF_SECONDS

    def is_silent(self) -> bool:
        """Return whether it was in step and its probe hangs: so may requests that read there."""
        return not self.reason and self.clock() - self._proven_at > PROOF_SECONDS

    def is_lost(self) -> bool:
        """Return whether it was left out because it could not be read at all."""
        return self.reason not in ("", LAGGING, UNKNOWN)

    def answered(self, lag: float) -> None:
        """Take the replica in or back if its lag is small enough, else leave it out."""
        with self._lock:
            self.lag, self._proven_at = lag, self.clock()
            if lag > self.max_lag:
                # At first nothing of the primary is known to compare with.
                self._leave_out(UNKNOWN if self.reason == UNKNOWN else LAGGING)
            elif self.reason:
                self.reason, self._since = "", self.clock()
                logger.warning("%s is in step: public reads go there", self.alias)

    def failed(self, reason: str) -> None:
        """Leave the replica out; the pause before it is asked again doubles each time."""
        with self._lock:
            if not self.reason and self.clock() - self._since > CALM_SECONDS:
                self._failures = 0
            self._failures += 1
            self.lag = float("inf")
            self._leave_out(reason)

    def _leave_out(self, reason: str) -> None:
        if self.reason != reason:
            logger.warning("%s is left out of public reads: %s", self.alias, reason)
        self.reason = reason

    def pause(self) -> float:
        """Return after how many seconds to ask again."""
        if not self.is_lost():
            return PROBE_SECONDS
        return float(min(LONGEST_PAUSE, PROBE_SECONDS * 2 ** min(self._failures - 1, 10)))
