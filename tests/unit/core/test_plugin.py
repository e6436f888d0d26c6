"""A plugin is an ordinary function and its declaration; what is declared wrongly fails when it loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Effect, Plugin, Say, ToolContext, ToolResult
from assistant.testing import FakeStore, make_context


async def hello(ctx: ToolContext, name: str = "you") -> ToolResult:
    """Say hello.

    To anybody.
    """
    return ToolResult(say=Say(zh=f"你好，{name}。", en=f"Hello, {name}."))


def test_name_docstring_and_signature_are_the_specification() -> None:
    plugin = Plugin("greeter")
    tool = plugin.tool(effect=Effect.READ, examples={"en": ["hi"], "zh": ["你好"]})(hello)
    assert tool.spec.name == "greeter__hello"
    assert tool.spec.description == "Say hello.\n\nTo anybody."
    assert tool.spec.examples == {"en": ("hi",), "zh": ("你好",)}
    assert [p.name for p in tool.spec.parameters] == ["name"]


async def test_a_tool_is_still_the_function_it_was() -> None:
    tool = Plugin("greeter").tool(effect=Effect.READ)(hello)
    result = await tool(make_context(FakeStore()), name="Ann")
    assert result.say == Say(zh="你好，Ann。", en="Hello, Ann.")


@pytest.mark.parametrize("name", ["", "Parking", "my-plugin", "9lives", "停车"])
def test_a_name_that_cannot_be_a_prefix_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="plugin name"):
        Plugin(name)


def test_two_tools_of_one_name_are_refused() -> None:
    plugin = Plugin("greeter")
    plugin.tool(effect=Effect.READ)(hello)
    with pytest.raises(ValueError, match="twice"):
        plugin.tool(effect=Effect.READ)(hello)


def test_words_come_from_the_lexicon_folder_beside_the_plugin(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "zh.yaml").write_text("hello: {examples: [你好], patterns: ['打个招呼']}", encoding="utf-8")
    tool = Plugin("greeter", package_dir=tmp_path).tool(effect=Effect.READ)(hello)
    assert tool.spec.examples == {"zh": ("你好",)}
    assert tool.spec.lexicon == {"zh": {"patterns": ("打个招呼",)}}


def test_a_lexicon_of_another_shape_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "en.yaml").write_text("hello: {examples: [yes]}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"en\.yaml: hello\.examples"):
        Plugin("greeter", package_dir=tmp_path).tool(effect=Effect.READ)(hello)


def test_the_summary_speaks_both_languages() -> None:
    assert Plugin("a", summary="Parking").title == Say(zh="Parking", en="Parking")
    assert Plugin("a", summary=Say(zh="停车", en="Parking")).title.zh == "停车"
