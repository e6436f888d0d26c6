/** Where to reach the user beside this page, and whom to tell when they are silent. */
import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { now } from "../../core/clock";
import { json } from "../../core/http";
import type { Channel } from "../../core/standing";
import { thenWords } from "../../core/words";
import { known, language, t } from "../../state/language";
import { zone } from "../../state/session";
import { channels, CHANNELS, remove } from "../../state/standing";
import { errorText } from "../../state/toasts";
import { ListFrame } from "../ListPage";
import { AddChannel } from "./AddChannel";
import { ForApprovers, Panel, Remove, Row } from "./Panel";
import { Secret } from "./Secret";

/** Of the newest webhook; gone with the page. */
const secret = signal("");

const kindName = (kind: string) => known(`kind.${kind}`) ?? kind;

/** What a service said, for somebody who does not read error names. */
function detailWords(detail: string): string {
  if (detail.includes("STEWARD_SMTP_URL")) return t("reach.noMail");
  return /connect|timeout/i.test(detail) ? t("reach.noAnswer") : detail;
}

function lastWords(last: Channel["last"]): string {
  if (!last) return "";
  const when = last.at ? thenWords(new Date(last.at), now(), zone(), language.value) : "";
  return known(`reach.last.${last.state}`) ? t(`reach.last.${last.state}`, { when }) : "";
}

function Test({ channel, name }: { channel: Channel; name: string }) {
  const [busy, setBusy] = useState(false);
  const [words, setWords] = useState("");
  const run = async () => {
    setBusy(true);
    setWords("");
    try {
      const path = `/api/channels/${encodeURIComponent(channel.id)}/test`;
      const { state, detail } = await json<{ state: string; detail: string }>(path, { method: "POST" });
      setWords(t(`reach.result.${state}`, { detail: detailWords(detail) }));
    } catch (problem) {
      setWords(errorText(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" class="quiet small" disabled={busy} onClick={() => void run()}>
        {busy ? t("reach.testing") : t("reach.test")}
        <span class="sr-only">: {name}</span>
      </button>
      <p class="hint verdict-line" role="status">
        {words}
      </p>
    </>
  );
}

function ChannelRow({ channel }: { channel: Channel }) {
  const kind = known(`reach.${channel.kind}`) ?? channel.kind;
  const name = channel.name || kind;
  const only = channel.kinds.map(kindName).join(language.value === "zh" ? "、" : ", ");
  const facts = [
    name === kind ? "" : kind,
    channel.person && t("reach.forPerson", { name: channel.person }),
    channel.after_minutes > 0 ? t("reach.after_minutes", { count: channel.after_minutes }) : t("reach.at_once"),
    only && t("reach.only", { kinds: only }),
    lastWords(channel.last),
  ];
  const run = () => remove(CHANNELS, channel, t("settings.removed"));
  return (
    <Row title={name} facts={facts}>
      <ForApprovers>
        <Test channel={channel} name={name} />
        <Remove label={t("settings.remove")} name={name} ask={t("reach.removeAsk", { name })} run={run} />
      </ForApprovers>
    </Row>
  );
}

export function Channels() {
  const items = channels.items.value;
  return (
    <Panel id="reach" title={t("reach.title")} lead={t("reach.lead")}>
      <ListFrame
        list={channels}
        isEmpty={items.length === 0}
        load={() => channels.load()}
        empty={<p class="hint">{t("reach.none")}</p>}
      >
        <ul class="rows flat">
          {items.map((channel) => (
            <ChannelRow key={channel.id} channel={channel} />
          ))}
        </ul>
      </ListFrame>
      {secret.value && <Secret lead={t("reach.secret")} label={t("reach.webhook")} value={secret.value} />}
      <ForApprovers>
        <AddChannel made={(channel) => (secret.value = channel.secret ?? "")} />
      </ForApprovers>
    </Panel>
  );
}
