/** Take everything along, erase everything, or just leave this browser. */
import { useState } from "preact/hooks";
import { json, send } from "../../core/http";
import { t } from "../../state/language";
import { leave, signOut } from "../../state/session";
import { notifyError } from "../../state/toasts";

async function download(): Promise<void> {
  try {
    const response = await send("/api/me/export", { accept: "*/*" });
    const name = /filename="?([^";]+)/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? "steward.json";
    const url = URL.createObjectURL(await response.blob());
    const link = Object.assign(document.createElement("a"), { href: url, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  } catch (problem) {
    notifyError(problem);
  }
}

async function erase(): Promise<void> {
  try {
    await json("/api/me", { method: "DELETE" });
    leave();
    location.replace("/");
  } catch (problem) {
    notifyError(problem);
  }
}

function EraseDialog({ close }: { close: () => void }) {
  const [typed, setTyped] = useState("");
  const word = t("settings.eraseWord");
  const show = (dialog: HTMLDialogElement | null) => {
    if (dialog && !dialog.open) dialog.showModal();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (typed.trim().toLowerCase() === word) void erase();
  };
  return (
    <dialog ref={show} class="modal" aria-labelledby="erase-title" onClose={close}>
      <h2 id="erase-title">{t("settings.erase")}</h2>
      <p>{t("settings.eraseLead")}</p>
      <form class="stack" onSubmit={submit}>
        <label class="field">
          <span>{t("settings.eraseType", { word })}</span>
          <input value={typed} autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
        <div class="buttons">
          <button class="danger" disabled={typed.trim().toLowerCase() !== word}>
            {t("settings.eraseYes")}
          </button>
          <button type="button" class="secondary" onClick={close}>
            {t("cancel")}
          </button>
        </div>
      </form>
    </dialog>
  );
}

interface LineProps {
  title: string;
  lead: string;
  tone: string;
  press: () => void;
}

function Line({ title, lead, tone, press }: LineProps) {
  return (
    <div class="field between">
      <p class="hint">{lead}</p>
      <button type="button" class={tone} onClick={press}>
        {title}
      </button>
    </div>
  );
}

export function Data() {
  const [erasing, setErasing] = useState(false);
  const leaveHere = () => signOut().catch(notifyError);
  return (
    <section class="panel" aria-labelledby="settings-data">
      <h2 id="settings-data">{t("settings.data")}</h2>
      <Line title={t("settings.export")} lead={t("settings.exportLead")} tone="secondary" press={() => void download()} />
      <Line title={t("settings.signOut")} lead={t("settings.signOutLead")} tone="secondary" press={() => void leaveHere()} />
      <Line title={t("settings.erase")} lead={t("settings.eraseLead")} tone="danger ghost" press={() => setErasing(true)} />
      {erasing && <EraseDialog close={() => setErasing(false)} />}
    </section>
  );
}
