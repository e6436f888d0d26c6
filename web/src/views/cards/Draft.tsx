/** Something written: a mail before it is sent, or a document to open. */
import type { Card } from "../../core/types";
import { inMine, t } from "../../state/language";
import { CardButtons } from "./CardButtons";

interface DraftData {
  to?: string;
  subject?: string;
  text?: string;
  /** Of a file on this server. */
  url?: string;
}

export function Draft({ card }: { card: Card }) {
  const { to, text, url } = (card.data ?? {}) as DraftData;
  return (
    <>
      {to && <p class="facts">{to}</p>}
      {inMine(card.text) && <p>{to ? <strong>{inMine(card.text)}</strong> : inMine(card.text)}</p>}
      {text && <p class="plain letter">{text}</p>}
      {url?.startsWith("/api/files/") && (
        <a class="quiet-link" href={url} download>
          {t("cards.download")}
          <span class="sr-only">: {inMine(card.title)}</span>
        </a>
      )}
      <CardButtons actions={card.actions} />
    </>
  );
}
