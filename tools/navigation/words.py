"""Lengths, times and lights as people say them, in Chinese and English."""

from __future__ import annotations

from assistant.types import Say


def distance(metres: float) -> Say:
    """As said: 350米, 1.2公里; 350 metres, 1.2 kilometres."""
    if metres < 1000:
        near = max(10, round(metres / 10) * 10) if metres < 300 else round(metres / 50) * 50
        return Say(zh=f"{near}米", en=f"{near} metres")
    far = f"{metres / 1000:.1f}".removesuffix(".0")
    return Say(zh=f"{far}公里", en=f"{far} kilometre{'' if far == '1' else 's'}")


def minutes(seconds: float) -> Say:
    """Rounded as one says it, at least a minute."""
    total = max(1, round(seconds / 60))
    hours, rest = divmod(total, 60)
    if not hours:
        return Say(zh=f"{total}分钟", en=f"{total} minute{'' if total == 1 else 's'}")
    zh = f"{hours}小时" + (f"{rest}分钟" if rest else "")
    en = f"{hours} hour{'' if hours == 1 else 's'}" + (f" {rest} minutes" if rest else "")
    return Say(zh=zh, en=en)


def lights(count: int) -> Say:
    if not count:
        return Say(zh="没有红绿灯", en="no traffic lights")
    return Say(zh=f"{count}个红绿灯", en=f"{count} traffic light{'' if count == 1 else 's'}")


def compare(seconds: float, lights_fewer: int) -> Say:
    """How a way differs from the fastest: 慢2分钟，少6个红绿灯. `seconds` is how much longer it takes."""
    time = minutes(abs(seconds))
    zh = [f"{'慢' if seconds > 0 else '快'}{time.zh}"] if abs(seconds) >= 30 else ["几乎一样快"]
    en = [f"{time.en} {'longer' if seconds > 0 else 'shorter'}"] if abs(seconds) >= 30 else ["about as fast"]
    if count := abs(lights_fewer):
        zh.append(f"{'少' if lights_fewer > 0 else '多'}{count}个红绿灯")
        en.append(f"{count} light{'' if count == 1 else 's'} {'fewer' if lights_fewer > 0 else 'more'}")
    return Say(zh="，".join(zh), en=", ".join(en))
