"""The command line: `steward serve` and its small relatives. Each command loads only what it needs."""

from __future__ import annotations

import sys

import typer

from api.cli.city import city
from api.cli.doctor import doctor
from api.cli.house import export, tools, users
from api.cli.serve import serve
from api.cli.talk import chat, listen, plan, say
from api.cli.words import t
from api.cli.worker import worker
from assistant.shadows import shadowed

_EXAMPLES = t(
    """管家：听你说、替你办、记得住、到点提醒。

\b
例子：
  steward serve                          启动，打开打印出来的链接
  steward say "明天早上七点半叫我起床"     说一句话
  steward chat                           在终端里聊
  steward plan "每周四晚上八点提醒我倒垃圾"  只看会怎么做，不做
  steward listen 录音.wav                 听一段录音
  steward doctor                         哪些可用，缺什么，怎么补
""",
    """Steward: hears you, acts for you, remembers, and comes back when something is due.

\b
Examples:
  steward serve                             start it, then open the link it prints
  steward say "wake me at quarter to seven" say one thing
  steward chat                              talk in the terminal
  steward plan "remind me every Thursday at 8 pm to take out the trash"
                                            see what would be done, without doing it
  steward listen recording.wav              hear a recording
  steward doctor                            what works, what is missing, how to get it
""",
)

app = typer.Typer(
    help=_EXAMPLES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(help=t("启动服务器和网页。", "Start the server and its page."))(serve)
app.command(help=t("大型部署：到点由它来响。", "On a large installation: rings what is due."))(worker)
app.command(help=t("在终端里聊天；Ctrl-D 结束。", "Talk in the terminal; Ctrl-D ends it."))(chat)
app.command(help=t("说一句话，听一句回答。", "Say one thing, get one answer."))(say)
app.command(help=t("听一段录音。", "Hear a recording."))(listen)
app.command(help=t("只看会怎么做，不做。", "See what would be done, without doing it."))(plan)
app.command(help=t("列出会做的事。", "List what it can do."))(tools)
app.command(help=t("导出你的全部数据（JSON，或 .zip）。", "Export everything kept about you (JSON, or .zip)."))(export)
app.command(help=t("检查哪些可用、缺什么、怎么补。", "Check what works, what is missing and how to get it."))(doctor)
app.add_typer(city, name="city", help=t("离线地图。", "Maps on this machine."))
app.add_typer(users, name="users", help=t("用户和访问令牌。", "People and their access tokens."))


def main() -> None:
    for shadow in shadowed():
        # Before any import of it fails in words that nobody can act on.
        print(
            t(
                f"{shadow.found} 挡住了我们的 {shadow.package}：换个目录运行，或从 PYTHONPATH 里去掉它。",
                f"{shadow.found} stands in front of our {shadow.package}: "
                "run from another folder, or take it out of PYTHONPATH.",
            ),
            file=sys.stderr,
        )
        sys.exit(1)
    app()
