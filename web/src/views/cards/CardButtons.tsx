/** A card's buttons say a sentence for the user; nothing else happens by them. */
import type { CardAction } from "../../core/types";
import { say } from "../../state/chat";
import { inMine } from "../../state/language";
import { busy } from "../../state/messages";

interface ButtonProps {
  action: CardAction;
  sentence: string;
  about: string;
}

function CardButton({ action, sentence, about }: ButtonProps) {
  return (
    <button type="button" class="secondary small" disabled={busy.value} onClick={() => void say(sentence)}>
      {inMine(action.label) || sentence}
      {about && <span class="sr-only">: {about}</span>}
    </button>
  );
}

export function CardButtons({ actions = [], about = "" }: { actions?: CardAction[] | undefined; about?: string }) {
  const spoken = actions.flatMap((action) => {
    const sentence = inMine(action.say) || inMine(action.label);
    return sentence ? [{ action, sentence }] : [];
  });
  if (spoken.length === 0) return null;
  return (
    <div class="buttons">
      {spoken.map((one, index) => (
        <CardButton key={index} {...one} about={about} />
      ))}
    </div>
  );
}
