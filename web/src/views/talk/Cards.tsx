/** Cards beside an answer. Kinds this page does not draw specially still show their title, words and buttons. */
import type { Card, CardAction } from "../../core/types";
import { say } from "../../state/chat";
import { inMine } from "../../state/language";
import { busy } from "../../state/messages";

function CardButton({ action }: { action: CardAction }) {
  const sentence = inMine(action.say) || inMine(action.label);
  if (!sentence) return null;
  return (
    <button type="button" class="secondary" disabled={busy.value} onClick={() => void say(sentence)}>
      {inMine(action.label) || sentence}
    </button>
  );
}

export function Cards({ cards }: { cards: Card[] }) {
  return (
    <>
      {cards.map((card, at) => (
        <section class="card" key={at} aria-label={inMine(card.title) || card.type}>
          {inMine(card.title) && <h3>{inMine(card.title)}</h3>}
          {inMine(card.text) && <p class="plain">{inMine(card.text)}</p>}
          {card.actions && card.actions.length > 0 && (
            <div class="buttons">
              {card.actions.map((action, index) => (
                <CardButton key={index} action={action} />
              ))}
            </div>
          )}
        </section>
      ))}
    </>
  );
}
