"""Every expected failure, with a stable code and words for the user; the docstring is the default message."""

from __future__ import annotations

from assistant.types import Say


class StewardError(Exception):
    """Something did not work."""

    code = "error"
    status = 400  # what an HTTP door answers
    zh = "出了点问题。"

    def __init__(self, en: str | None = None, zh: str | None = None, *, code: str | None = None) -> None:
        self.say = Say(en=en or (type(self).__doc__ or "").strip(), zh=zh or (self.zh if en is None or zh else en))
        self.code = code or type(self).code
        super().__init__(self.say.en)


class ToolError(StewardError):
    """That did not work."""

    code = "tool_failed"
    zh = "没有办成。"


class InvalidArgument(ToolError):
    """I cannot use that value."""

    code = "invalid_argument"
    status = 422
    zh = "这个值我用不了。"


class NotFound(StewardError):
    """There is no such thing."""

    code = "not_found"
    status = 404
    zh = "没有找到。"


class Denied(StewardError):
    """You may not do that."""

    code = "forbidden"
    status = 403
    zh = "没有权限。"


class Unauthenticated(StewardError):
    """Please sign in: an access token is needed."""

    code = "unauthenticated"
    status = 401
    zh = "请先登录：需要访问令牌。"


class Conflict(StewardError):
    """That does not fit what is there now."""

    code = "conflict"
    status = 409
    zh = "与现在的状态冲突。"


class ApprovalUnusable(Conflict):
    """That question is no longer open."""

    code = "approval_not_open"
    zh = "这个确认已经失效。"


class NotUndoable(Conflict):
    """That cannot be undone."""

    code = "not_undoable"
    zh = "这一步无法撤销。"


class TooLong(StewardError):
    """That is too long."""

    code = "too_long"
    status = 413
    zh = "内容太长了。"


class PlannerUnavailable(StewardError):
    """The language model did not answer."""

    code = "model_unavailable"
    status = 503
    zh = "语言模型没有回应。"


class StorageFull(StewardError):
    """There is no room left to store this."""

    code = "storage_full"
    status = 507
    zh = "存储空间不足。"


class AudioError(StewardError):
    """I could not read that recording."""

    code = "audio_unreadable"
    status = 422
    zh = "这段录音无法读取。"


class AudioTooLong(AudioError):
    """That recording is too long."""

    code = "audio_too_long"
    status = 413
    zh = "录音太长了。"


class EarsNotReady(StewardError):
    """I cannot hear yet: the speech model is not there. Please type."""

    code = "ears_not_ready"
    status = 503
    zh = "语音识别还没准备好，请先打字。"


class EarsBusy(StewardError):
    """Too many people are speaking at once. Please try again in a moment."""

    code = "ears_busy"
    status = 503
    zh = "同时说话的人太多，请稍后再试。"


class EffectUnknown(StewardError):
    """I do not know whether that went through. I will not repeat it; please check with the provider."""

    code = "effect_unknown"
    status = 409
    zh = "不确定是否办成了。我不会重复执行，请向对方核实。"
