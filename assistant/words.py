"""The core's own sentences, in both languages."""

from __future__ import annotations

from assistant.types import Say

NOT_UNDERSTOOD = Say(
    zh="抱歉，这个我没听懂，什么都没有做。换个说法试试？",
    en="Sorry, I did not understand that, and did nothing. Could you say it another way?",
)
HEARD_NOTHING = Say(zh="我什么也没听到。", en="I heard nothing.")
STOPPED = Say(zh="好，停下了。", en="Okay, stopped.")
NOTHING_TO_UNDO = Say(zh="没有可以撤销的操作。", en="There is nothing to undo.")
NOTHING_TO_CANCEL = Say(zh="好的，没有在等的事。", en="Okay. There was nothing waiting.")
NOTHING_ASKED = Say(zh="现在没有需要确认的事。", en="There is nothing waiting for a yes.")
NOTHING_SAID = Say(zh="我刚才还没有说什么。", en="I have not said anything yet.")
UNDONE = Say(zh="已撤销。", en="Undone.")
REJECTED = Say(zh="好的，不办了。", en="Okay, I won't.")
DROPPED = Say(zh="好的，算了。", en="Okay, never mind.")
DONE = Say(zh="好了。", en="Done.")
TERMS_CHANGED = Say(zh="条件变了，所以没有执行。", en="The terms have changed, so I did not go ahead.")
APPROVAL_EXPIRED = Say(zh="这个确认已经过期，什么都没有做。", en="That question has expired; nothing was done.")
MAY_NOT_APPROVE = Say(
    zh="从这里不能确认，请到收件箱里确认。", en="You cannot approve that from here; it waits in your inbox."
)
MODEL_FELL_BACK = Say(
    zh="（语言模型没有回应，这是本地回答。）", en="(The language model did not answer; this is a local answer.)"
)
TOO_MANY_STEPS = Say(zh="步骤太多，我先停下。", en="That took too many steps, so I stopped.")
TOOL_BROKE = Say(zh="没有办成，问题已记录。", en="That did not work; the problem has been noted.")
DENIED = Say(zh="这一步不允许，没有执行。", en="That is not allowed, so I did not do it.")
TOO_LONG = Say(zh="这段话太长了，请说短一点。", en="That is too long; please say it shorter.")
WENT_THROUGH = Say(zh="刚才没有结果的那件事办成了。", en="What had no outcome before did go through after all.")
DID_NOT_GO_THROUGH = Say(
    zh="刚才没有结果的那件事没有办成，什么也没有发生：",
    en="What had no outcome before did not go through; nothing was done:",
)
SOMETHING = Say(zh="一件事", en="something")
AGAIN_ASK = Say(zh="刚才还在问：", en="We were still at:")
