/** Earlier conversations, in a drawer. */
import { useEffect, useRef } from "preact/hooks";
import { signal } from "@preact/signals";
import { now } from "../../core/clock";
import { whenWords } from "../../core/words";
import { conversations, loadConversations, openConversation } from "../../state/history";
import { language, t } from "../../state/language";
import { zone } from "../../state/session";
import { notifyError } from "../../state/toasts";
import { Icon } from "../Icon";

export const historyOpen = signal(false);

export function History() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (!historyOpen.value) return dialog.current?.close();
    dialog.current?.showModal();
    loadConversations().catch(notifyError);
  }, [historyOpen.value]);
  const open = (id: string) => {
    historyOpen.value = false;
    openConversation(id).catch(notifyError);
  };
  return (
    <dialog ref={dialog} class="drawer" aria-labelledby="history-title" onClose={() => (historyOpen.value = false)}>
      <header>
        <h2 id="history-title">{t("chat.history")}</h2>
        <button type="button" class="quiet round" aria-label={t("close")} onClick={() => (historyOpen.value = false)}>
          <Icon name="close" />
        </button>
      </header>
      {conversations.value.length === 0 && <p class="hint">{t("chat.historyEmpty")}</p>}
      <ul>
        {conversations.value.map((head) => {
          const at = head.updated_at ?? head.started_at;
          return (
            <li key={head.id}>
              <button type="button" onClick={() => open(head.id)}>
                <span class="one-line">{head.title || t("chat.untitled")}</span>
                {at && <small>{whenWords(new Date(at), now(), zone(), language.value)}</small>}
              </button>
            </li>
          );
        })}
      </ul>
    </dialog>
  );
}
