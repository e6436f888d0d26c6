"""What may come between wanting something and having it, in the buyer's languages."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.errors import ToolError


class SoldOut(ToolError):
    """That is sold out."""

    code = "sold_out"
    zh = "已经卖完了。"

    @classmethod
    def of(cls, titles: Sequence[str]) -> SoldOut:
        named = [t for t in titles if t]
        return cls(f"Sold out: {', '.join(named)}.", f"{'、'.join(named)}已经卖完了。") if named else cls()


class NotOnSale(ToolError):
    """They do not have that."""

    code = "not_on_sale"
    zh = "他们没有这个。"


class ShopClosed(ToolError):
    """They take no orders right now."""

    code = "closed"
    zh = "现在不接单。"


class PriceChanged(ToolError):
    """The price has changed meanwhile; nothing was ordered."""

    code = "price_changed"
    zh = "价格刚刚变了，没有下单。"


class Declined(ToolError):
    """The payment was not accepted; nothing was ordered."""

    code = "payment_declined"
    zh = "付款没有被接受，没有下单。"


class BasketGone(ToolError):
    """That basket is no longer open; nothing was ordered."""

    code = "basket_gone"
    zh = "购物车已失效，没有下单。"


class NeedsBuyer(ToolError):
    """This shop wants you to finish the order yourself."""

    code = "needs_buyer"
    zh = "这家店需要你自己完成下单。"

    @classmethod
    def at(cls, link: str | None) -> NeedsBuyer:
        if not link:
            return cls()
        return cls(f"This shop wants you to finish the order yourself: {link}", f"这家店需要你自己完成下单：{link}")
