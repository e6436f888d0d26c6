/** Who else may talk to Steward in the user's name: see, make, revoke. */
import { useState } from "preact/hooks";
import { now } from "../../core/clock";
import { json } from "../../core/http";
import type { Token } from "../../core/types";
import { thenWords } from "../../core/words";
import { known, language, t } from "../../state/language";
import { Listing } from "../../state/list";
import { me, zone } from "../../state/session";
import { notify, notifyError } from "../../state/toasts";
import { ListFrame } from "../ListPage";
import { Panel } from "./Panel";
import { Secret } from "./Secret";

const tokens = new Listing<Token>("/api/tokens");
const SCOPES = ["talk", "approve", "admin"] as const;

const when = (instant: string) => thenWords(new Date(instant), now(), zone(), language.value);

async function revoke(token: Token): Promise<void> {
  try {
    await json(`/api/tokens/${encodeURIComponent(token.id)}`, { method: "DELETE" });
    tokens.drop(token.id);
    notify(t("settings.tokenRevoked"));
  } catch (problem) {
    notifyError(problem);
  }
}

function Row({ token }: { token: Token }) {
  const name = token.name ?? token.label ?? token.id;
  const parts = [
    token.scopes.map((scope) => known(`settings.scope.${scope}`) ?? scope).join(language.value === "zh" ? "、" : ", "),
    token.current ? t("settings.tokenThis") : "",
    token.created_at ? t("settings.tokenMadeAt", { when: when(token.created_at) }) : "",
    token.last_used_at ? t("settings.tokenUsed", { when: when(token.last_used_at) }) : "",
  ];
  return (
    <li class="row">
      <div class="row-main">
        <p class="row-title">{name}</p>
        <p class="facts">{parts.filter(Boolean).join(" · ")}</p>
      </div>
      <button type="button" class="quiet small" onClick={() => void revoke(token)}>
        {t("settings.tokenRevoke")}
        <span class="sr-only">: {name}</span>
      </button>
    </li>
  );
}

function Make({ made }: { made: (secret: string) => void }) {
  const offered = SCOPES.filter((scope) => !me.value?.scopes || me.value.scopes.includes(scope));
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    const body = { name: String(data.get("name")).trim(), scopes: data.getAll("scope") };
    if (!body.name || body.scopes.length === 0) return;
    try {
      made((await json<{ token: string }>("/api/tokens", { method: "POST", body })).token);
      form.reset();
      await tokens.load();
    } catch (problem) {
      notifyError(problem);
    }
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      <label class="field">
        <span>{t("settings.tokenName")}</span>
        <input name="name" required maxLength={80} autocomplete="off" placeholder={t("settings.tokenPlaceholder")} />
      </label>
      <fieldset class="field">
        <legend>{t("settings.tokenScopes")}</legend>
        {offered.map((scope) => (
          <label class="check" key={scope}>
            <input type="checkbox" name="scope" value={scope} defaultChecked={scope === "talk"} />
            <span>{t(`settings.scope.${scope}`)}</span>
          </label>
        ))}
      </fieldset>
      <button class="secondary start">{t("settings.tokenMake")}</button>
    </form>
  );
}

export function Tokens() {
  const [secret, setSecret] = useState("");
  return (
    <Panel id="tokens" title={t("settings.tokens")} lead={t("settings.tokensLead")}>
      <ListFrame list={tokens} isEmpty={tokens.items.value.length === 0} load={() => tokens.load()} empty={null}>
        <ul class="rows flat">
          {tokens.items.value.map((token) => (
            <Row key={token.id} token={token} />
          ))}
        </ul>
      </ListFrame>
      {secret && <Secret lead={t("settings.tokenMade")} label={t("signin.label")} value={secret} />}
      <Make made={setSecret} />
    </Panel>
  );
}
