/** The door: one field for the token. Whoever opened the owner's link never sees it. */
import { useState } from "preact/hooks";
import { ApiError } from "../core/http";
import { language, setLanguage, t } from "../state/language";
import { phase, signIn, start } from "../state/session";
import { errorText } from "../state/toasts";
import { Icon } from "./Icon";

function LanguageSwitch() {
  const other = language.value === "zh" ? "en" : "zh";
  return (
    <button type="button" class="quiet language" lang={other === "zh" ? "zh-CN" : "en"} onClick={() => setLanguage(other)}>
      {other === "zh" ? "中文" : "English"}
    </button>
  );
}

function TokenForm() {
  const [token, setToken] = useState("");
  const [problem, setProblem] = useState("");
  const [working, setWorking] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!token.trim()) return;
    setWorking(true);
    setProblem("");
    try {
      await signIn(token);
    } catch (trouble) {
      const wrong = trouble instanceof ApiError && (trouble.status === 401 || trouble.status === 403);
      setProblem(wrong ? t("signin.wrong") : errorText(trouble));
      setWorking(false);
    }
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      <label class="field">
        <span>{t("signin.label")}</span>
        <input
          type="password"
          name="token"
          autocomplete="current-password"
          spellcheck={false}
          value={token}
          aria-describedby="token-hint token-problem"
          aria-invalid={problem !== ""}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
      </label>
      <p id="token-hint" class="hint">
        {t("signin.hint")}
      </p>
      <p id="token-problem" class="problem" role="alert">
        {problem}
      </p>
      <button class="primary wide" disabled={working || token.trim() === ""}>
        {t("signin.button")}
      </button>
    </form>
  );
}

export function SignIn() {
  const away = phase.value === "offline";
  return (
    <main class="door">
      <div class="door-card">
        <div class="mark">
          <Icon name="bell" size={40} />
        </div>
        <h1>{t("signin.title")}</h1>
        <p class="lead">{t("signin.lead")}</p>
        {away ? (
          <div class="stack">
            <p role="alert">{t("signin.away")}</p>
            <button class="primary wide" type="button" onClick={() => void start()}>
              {t("retry")}
            </button>
          </div>
        ) : (
          <TokenForm />
        )}
        <LanguageSwitch />
      </div>
    </main>
  );
}
