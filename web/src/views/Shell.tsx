/** The frame: where one can go, whether the line to Steward is open, and the place one is at. */
import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { waiting } from "../state/approvals";
import { focusWish } from "../state/composer";
import { language, t } from "../state/language";
import { online } from "../state/live";
import { place, PLACES, type Place } from "../state/prefs";
import { Coming } from "./coming/Coming";
import { Icon } from "./Icon";
import { lazy } from "./LazyView";
import { RingDialog } from "./RingDialog";
import { Talk } from "./talk/Talk";
import { Toasts } from "./Toasts";

const VIEWS: Record<Place, ComponentType<object>> = {
  talk: Talk,
  coming: Coming,
  memory: lazy(() => import("./memory/Memory").then(({ Memory }) => Memory)),
  done: lazy(() => import("./done/Done").then(({ Done }) => Done)),
  settings: lazy(() => import("./settings/Settings").then(({ Settings }) => Settings)),
};

/** A new place takes the focus to its heading, or to the text box where one came to write. */
function useArrival(): void {
  const first = useRef(true);
  useEffect(() => {
    const mouse = matchMedia("(hover: hover) and (pointer: fine)").matches;
    if (place.value === "talk" && mouse) focusWish.value++;
    else if (!first.current) document.getElementById("page-title")?.focus();
    first.current = false;
  }, [place.value]);
}

function Nav() {
  return (
    <nav class="nav" aria-label={t("place.nav")}>
      <a class="brand" href="#/talk">
        <span class="mark">
          <Icon name="bell" size={22} />
        </span>
        <span>{t("app")}</span>
      </a>
      <ul>
        {PLACES.map((name) => {
          const count = name === "coming" ? waiting.value.length : 0;
          return (
            <li key={name}>
              <a href={`#/${name}`} {...(place.value === name ? { "aria-current": "page" as const } : {})}>
                <Icon name={name} />
                <span>{t(`place.${name}`)}</span>
                {count > 0 && (
                  <b class="badge">
                    {count}
                    <span class="sr-only"> {t("ask.inbox")}</span>
                  </b>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function LineState() {
  return (
    <div role="status">
      {!online.value && (
        <p class="line-state">
          <Icon name="offline" size={16} /> {t("offline")}
        </p>
      )}
    </div>
  );
}

export function Shell() {
  useArrival();
  const View = VIEWS[place.value];
  const skip = (event: Event) => {
    event.preventDefault();
    document.getElementById("main")?.focus();
  };
  return (
    <div class="shell" data-language={language.value}>
      <a class="skip" href="#main" onClick={skip}>
        {t("skip")}
      </a>
      <Nav />
      <main id="main" tabIndex={-1}>
        <LineState />
        <View />
      </main>
      <RingDialog />
      <Toasts />
    </div>
  );
}
