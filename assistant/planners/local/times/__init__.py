"""Times as people say them, in Chinese, English or both: instants, days, spans, lengths and repetitions. No I/O."""

from assistant.planners.local.times.corrections import merge
from assistant.planners.local.times.mention import Recurrence, TimeMention
from assistant.planners.local.times.reader import read_times

__all__ = ["Recurrence", "TimeMention", "merge", "read_times"]
