/** A menu, numbered as it was read out: what is sold out or not for this user is shown as such and cannot be ordered. */
import type { Card, CardAction, Say } from "../../core/types";
import { inMine, t } from "../../state/language";
import { CardButtons } from "./CardButtons";
import { FirstFew } from "./FirstFew";

interface Dish {
  name: Say;
  price: string;
  available: boolean;
  avoid: boolean;
  say: Say;
}

function Row({ dish }: { dish: Dish }) {
  const name = inMine(dish.name);
  const why = dish.avoid ? t("cards.notForYou") : dish.available ? "" : t("cards.soldOut");
  const order: CardAction[] = why ? [] : [{ label: { zh: "点一份", en: "Order" }, say: dish.say }];
  return (
    <div class="place">
      <div class="row-main">
        <strong>{name}</strong>
        <p class="facts">{[dish.price, why].filter(Boolean).join(" · ")}</p>
      </div>
      <CardButtons actions={order} about={name} />
    </div>
  );
}

export function Menu({ card }: { card: Card }) {
  const { dishes = [], demonstration } = (card.data ?? {}) as { dishes?: Dish[]; demonstration?: boolean };
  const fits = (dish: Dish) => dish.available && !dish.avoid;
  return (
    <>
      <FirstFew rows={dishes.filter(fits).map((dish) => <Row dish={dish} />)} />
      {dishes.filter((dish) => !fits(dish)).map((dish) => (
        <Row dish={dish} key={inMine(dish.name)} />
      ))}
      {demonstration && <small>{t("cards.demonstration")}</small>}
    </>
  );
}
