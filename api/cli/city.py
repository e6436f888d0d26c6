"""`steward city`: which maps are installed; add one by name, file or address, with a bar to watch; take one away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.words import chinese, fail, load_settings, t
from assistant.errors import StewardError

if TYPE_CHECKING:  # the maps' libraries are loaded by the commands that need them
    from tools.navigation.offline import CityRouting
    from tools.places.cities import Cities

city = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
_STAGES = {
    "download": ("下载", "Download"),
    "places": ("地点", "Places"),
    "streets": ("道路", "Streets"),
    "graph": ("路网", "Road graph"),
}


@city.command(help=t("安装一个城市的地图。", "Install the map of a city."))
def add(
    source: Annotated[
        str,
        typer.Argument(
            help=t("城市英文名、.osm.pbf 文件或下载地址", "A city's name, an .osm.pbf file, or the address of one")
        ),
    ],
    name: Annotated[str | None, typer.Option(help=t("起个名字", "What to call it"))] = None,
) -> None:
    cities, routing = _maps()
    with _told(), _bar() as bar:
        title = cities.add(source, name=name, progress=bar)
        routing.build(title, bar)
    print(t(f"{title} 已安装。{cities.attribution}", f"{title} is installed. {cities.attribution}"))


@city.command("list", help=t("装了哪些城市。", "Which cities are installed."))
def list_cities() -> None:
    cities, _ = _maps()
    with _told():
        for title, file in cities.files().items():
            size = file.stat().st_size / 1_000_000 if file.exists() else 0.0
            print(f"{title:24} {size:8.1f} MB")


@city.command(help=t("删除一个城市的地图。", "Take a city's map away."))
def remove(name: Annotated[str, typer.Argument(help=t("城市名", "The city's name"))]) -> None:
    cities, routing = _maps()
    with _told():
        cities.remove(name)
        routing.forget(name)
    print(t(f"{name} 已删除。", f"{name} is gone."))


def _maps() -> tuple[Cities, CityRouting]:
    """The folders that the server's plugins read."""
    from tools.navigation.offline import CityRouting
    from tools.places.cities import Cities

    home: Path = load_settings().data_dir / "vendors"
    cities = Cities(home / "places")
    return cities, CityRouting(cities, home / "navigation")


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong in one line; stopping by hand is no failure."""
    try:
        yield
    except StewardError as error:
        fail(error.say.zh, error.say.en)
    except OSError as error:
        fail(f"无法读写：{error.strerror}", f"Cannot read or write: {error.strerror}")
    except KeyboardInterrupt:
        fail("已停止；再运行一次可继续。", "Stopped; run it again to go on.", code=130)


class _Bar:
    """A line for each stage."""

    def __init__(self, progress: Any) -> None:
        self._progress = progress
        self._stages: dict[str, Any] = {}

    def __call__(self, stage: str, part: float) -> None:
        if stage not in self._stages:
            words = _STAGES.get(stage, (stage, stage))
            self._stages[stage] = self._progress.add_task(words[0] if chinese() else words[1], total=1.0)
        self._progress.update(self._stages[stage], completed=part)


@contextmanager
def _bar() -> Iterator[_Bar]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:>10}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield _Bar(progress)
