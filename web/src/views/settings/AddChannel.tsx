/** A further way to reach the user: what it is, when it is used, for what, and whom it reaches. */
import { useState } from "preact/hooks";
import type { Channel } from "../../core/standing";
import { known, t } from "../../state/language";
import { add, CHANNELS } from "../../state/standing";
import { Adding, Choice, Field, typed } from "./Adding";

const WAYS = ["email", "apprise", "webhook"] as const;
const MINUTES = [0, 5, 10, 15, 30, 60];
const KINDS = ["alarm", "timer", "reminder", "care", "check_in", "briefing"];
/** A first offer for whoever wants only some. */
const URGENT = new Set(["alarm", "care"]);
const LOOKS: Record<string, string> = { email: "me@example.org", apprise: "ntfy://topic", webhook: "https://" };

function Address() {
  const [kind, setKind] = useState<string>("email");
  return (
    <>
      <Field label={t("reach.kind")}>
        <Choice name="kind" value={kind} pick={setKind} options={WAYS.map((way) => [way, t(`reach.${way}`)])} />
      </Field>
      <Field label={t(`reach.addressOf.${kind}`)} hint={t(`reach.addressHint.${kind}`)}>
        <input
          name="address"
          inputMode={kind === "email" ? "email" : "url"}
          required
          maxLength={2000}
          autocomplete="off"
          spellcheck={false}
          placeholder={LOOKS[kind] ?? ""}
        />
      </Field>
      {kind !== "email" && (
        <Field label={t("reach.name")}>
          <input name="name" maxLength={100} autocomplete="off" placeholder={t("reach.namePlaceholder")} />
        </Field>
      )}
    </>
  );
}

function Which() {
  const [some, setSome] = useState(false);
  return (
    <fieldset class="field">
      <legend>{t("reach.kinds")}</legend>
      <div class="segments">
        {[false, true].map((only) => (
          <label key={String(only)}>
            <input type="radio" name="which" checked={some === only} onChange={() => setSome(only)} />
            <span>{t(only ? "reach.some" : "reach.all")}</span>
          </label>
        ))}
      </div>
      {some && (
        <div class="pills">
          {KINDS.map((kind) => (
            <label key={kind}>
              <input type="checkbox" name="kinds" value={kind} defaultChecked={URGENT.has(kind)} />
              <span>{known(`kind.${kind}`) ?? kind}</span>
            </label>
          ))}
        </div>
      )}
    </fieldset>
  );
}

function Whom() {
  const [other, setOther] = useState(false);
  const from = other ? MINUTES.filter((minutes) => minutes > 0) : MINUTES;
  return (
    <>
      <fieldset class="field">
        <legend>{t("reach.whom")}</legend>
        <div class="segments">
          {[false, true].map((person) => (
            <label key={String(person)}>
              <input type="radio" name="whom" checked={other === person} onChange={() => setOther(person)} />
              <span>{t(person ? "reach.person" : "reach.me")}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {other && (
        <>
          <Field label={t("reach.personName")}>
            <input name="person" required maxLength={100} autocomplete="off" />
          </Field>
          <Field label={t("reach.consent")} hint={t("reach.consentHint")}>
            <input name="consent" required maxLength={500} autocomplete="off" placeholder={t("reach.consentPlaceholder")} />
          </Field>
        </>
      )}
      <Field label={t("reach.after")}>
        <Choice
          name="after"
          options={from.map((count) => [String(count), count ? t("reach.after_minutes", { count }) : t("reach.at_once")])}
        />
      </Field>
    </>
  );
}

function wanted(form: FormData): object {
  const [person, consent] = [typed(form, "person"), typed(form, "consent")];
  return {
    kind: typed(form, "kind"),
    address: typed(form, "address"),
    name: typed(form, "name"),
    kinds: form.getAll("kinds"),
    after_minutes: Number(form.get("after")),
    ...(person ? { person, consent } : {}),
  };
}

export function AddChannel({ made }: { made: (channel: Channel) => void }) {
  const send = async (form: FormData) => made(await add(CHANNELS, wanted(form)));
  return (
    <Adding label={t("reach.add")} save={t("reach.save")} saved={t("reach.saved")} send={send}>
      <Address />
      <Whom />
      <Which />
    </Adding>
  );
}
