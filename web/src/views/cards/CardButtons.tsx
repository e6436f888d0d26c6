/** A card's buttons say a sentence for the user or fetch one of their documents; nothing else happens by them. */
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

/** Only what this house keeps: a card may have been made from words of others. */
const FILE = /^\/api\/files\/[\w-]+$/;

function CardLink({ action }: { action: CardAction }) {
  return (
    <a class="button secondary small" href={action.url} download>
      {inMine(action.label)}
    </a>
  );
}

export function CardButtons({ actions = [], about = "" }: { actions?: CardAction[] | undefined; about?: string }) {
  const links = actions.filter((action) => action.url && FILE.test(action.url));
  const spoken = actions.filter((action) => !action.url).flatMap((action) => {
    const sentence = inMine(action.say) || inMine(action.label);
    return sentence ? [{ action, sentence }] : [];
  });
  if (spoken.length + links.length === 0) return null;
  return (
    <div class="buttons">
      {links.map((action, index) => (
        <CardLink key={`link ${index}`} action={action} />
      ))}
      {spoken.map((one, index) => (
        <CardButton key={index} {...one} about={about} />
      ))}
    </div>
  );
}
