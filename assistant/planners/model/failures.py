"""The ways a language model lets us down, each with a stable code and words for the user."""

from __future__ import annotations

from assistant.errors import PlannerUnavailable
from assistant.types import Say

_SAY = {
    "model_timeout": Say(zh="语言模型太久没有回应。", en="The language model took too long."),
    "model_rate_limited": Say(zh="语言模型现在太忙。", en="The language model is too busy right now."),
    "model_error": Say(zh="语言模型出错了。", en="The language model reported an error."),
    "model_cut_off": Say(zh="语言模型说到一半断了。", en="The language model broke off in the middle."),
    "model_bad_answer": Say(zh="语言模型的回答用不了。", en="The language model's answer was not usable."),
    "model_budget": Say(zh="今天的语言模型额度用完了。", en="Today's allowance for the language model is used up."),
}


class ModelFailed(PlannerUnavailable):
    """The language model did not answer.

    `passing`: trying again soon may help. `wait`: seconds the endpoint asked for. `detail` is for our own log.
    """

    def __init__(self, code: str, *, passing: bool = False, wait: float | None = None, detail: str = "") -> None:
        say = _SAY[code]
        super().__init__(say.en, say.zh, code=code)
        self.passing, self.wait, self.detail = passing, wait, detail
