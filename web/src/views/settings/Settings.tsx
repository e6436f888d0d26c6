/** The settings by subject: oneself, when Steward speaks first, where it reaches one, and who may do what. */
import type { ComponentChildren } from "preact";
import en from "../../i18n/en/settings";
import enStanding from "../../i18n/en/standing";
import zh from "../../i18n/zh/settings";
import zhStanding from "../../i18n/zh/standing";
import { addWords, t } from "../../state/language";
import { corner } from "../../state/prefs";
import "../../styles/settings.css";
import { PageHead } from "../ListPage";
import { Accounts } from "./Accounts";
import { Channels } from "./Channels";
import { Data } from "./Data";
import { Device } from "./Device";
import { Feed } from "./Feed";
import { Grants } from "./Grants";
import { Profile } from "./Profile";
import { Push } from "./Push";
import { SpeakingFirst } from "./SpeakingFirst";
import { Tokens } from "./Tokens";
import { Wishes } from "./Wishes";

addWords({ en: { ...en, ...enStanding }, zh: { ...zh, ...zhStanding } });

const CORNERS: Record<string, () => ComponentChildren> = {
  you: () => [<Profile />, <Device />, <Data />],
  initiative: () => [<SpeakingFirst />, <Wishes />],
  reach: () => [<Push />, <Channels />, <Feed />],
  access: () => [<Grants />, <Accounts />, <Tokens />],
};

export function Settings() {
  const at = corner.value in CORNERS ? corner.value : "you";
  return (
    <div class="page">
      <PageHead title={t("settings.title")} lead="" />
      <nav class="corners" aria-label={t("settings.corners")}>
        {Object.keys(CORNERS).map((name) => (
          <a key={name} href={`#/settings/${name}`} {...(name === at ? { "aria-current": "page" as const } : {})}>
            {t(`settings.corner.${name}`)}
          </a>
        ))}
      </nav>
      {CORNERS[at]?.()}
    </div>
  );
}
