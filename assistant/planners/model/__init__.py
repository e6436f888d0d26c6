"""The planner that asks a language model. Loading this loads no model library; asking does."""

from assistant.planners.model.budget import Budget, MemoryMeter, Meter
from assistant.planners.model.endpoint import Limits, ModelEndpoint
from assistant.planners.model.planner import ModelPlanner

__all__ = ["Budget", "Limits", "MemoryMeter", "Meter", "ModelEndpoint", "ModelPlanner"]
