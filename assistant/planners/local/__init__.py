"""The local planner: two readers that must agree, arguments that were said, and a memory of the dialogue. No model."""

from assistant.planners.local.planner import LocalPlanner

__all__ = ["LocalPlanner"]
