/** A card's buttons say a sentence for the user; nothing else happens by them. */
import type { CardAction } from "../../core/types";
import { say } from "../../state/chat";
import { inMine } from "../../state/language";
import { busy } from "../../state/messages";

function CardButton({ action, about }: { action: CardAction; about: string }) {
  const sentence = inMine(action.say) || inMine(action.label);
  if (!sentence) return null;
  return (
    <button type="button" class="secondary small" disabled={busy.value} onClick={() => void say(sentence)}>
      {inMine(action.label) || sentence}
      {about && <span class="sr-only">: {about}</span>}
    </button>
  );
}

export function CardButtons({ actions = [], about = "" }: { actions?: CardAction[] | undefined; about?: string }) {
  if (actions.length === 0) return null;
  return (
    <div class="buttons">
      {actions.map((action, index) => (
        <CardButton key={index} action={action} about={about} />
      ))}
    </div>
  );
}
