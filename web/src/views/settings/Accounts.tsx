/** The user's accounts: a mailbox and a calendar, checked when they are added, never shown with their password. */
import { useState } from "preact/hooks";
import { mailServers, type Account } from "../../core/standing";
import { t } from "../../state/language";
import { accounts, ACCOUNTS, add, remove } from "../../state/standing";
import { ListFrame } from "../ListPage";
import { Adding, Choice, Field, typed } from "./Adding";
import { ForApprovers, Panel, Remove, Row } from "./Panel";

type Kind = Account["kind"];
const SECURITY: [string, string][] = [
  ["tls", "TLS"],
  ["starttls", "STARTTLS"],
  ["none", "—"],
];

function Password({ hint }: { hint?: string }) {
  return (
    <Field label={t("account.password")} {...(hint ? { hint } : {})}>
      <input name="password" type="password" maxLength={500} autocomplete="off" />
    </Field>
  );
}

function Server({ name, label, host, port }: { name: string; label: string; host: string; port: number }) {
  return (
    <div class="pair server">
      <Field label={label}>
        <input name={`${name}_host`} placeholder={host} maxLength={200} autocomplete="off" spellcheck={false} />
      </Field>
      <Field label={t("account.port")}>
        <input name={`${name}_port`} type="number" min="1" max="65535" defaultValue={String(port)} />
      </Field>
    </div>
  );
}

function Mail() {
  const [address, setAddress] = useState("");
  const { imap, smtp } = mailServers(address);
  return (
    <>
      <Field label={t("account.address")}>
        <input
          name="address"
          type="email"
          required
          maxLength={200}
          autocomplete="email"
          onInput={(event) => setAddress(event.currentTarget.value)}
        />
      </Field>
      <Password hint={t("account.passwordHint")} />
      <details class="fine">
        <summary>{t("account.servers")}</summary>
        <div class="stack">
          <Server name="imap" label={t("account.imap")} host={imap} port={993} />
          <Server name="smtp" label={t("account.smtp")} host={smtp} port={465} />
          <Field label={t("account.security")}>
            <Choice name="security" options={SECURITY} />
          </Field>
          <Field label={t("account.user")} hint={t("account.userHint")}>
            <input name="user" maxLength={200} autocomplete="off" spellcheck={false} />
          </Field>
        </div>
      </details>
    </>
  );
}

function Calendar() {
  return (
    <>
      <Field label={t("account.url")}>
        <input name="url" type="url" required maxLength={500} placeholder="https://" autocomplete="off" />
      </Field>
      <Field label={t("account.user")}>
        <input name="user" maxLength={200} autocomplete="username" spellcheck={false} />
      </Field>
      <Password />
    </>
  );
}

function wanted(kind: Kind, form: FormData): object {
  const base = { kind, user: typed(form, "user"), password: String(form.get("password") ?? "") };
  if (kind === "caldav") return { ...base, url: typed(form, "url") };
  const address = typed(form, "address");
  const guess = mailServers(address);
  return {
    ...base,
    address,
    imap_host: typed(form, "imap_host") || guess.imap,
    imap_port: Number(form.get("imap_port")),
    smtp_host: typed(form, "smtp_host") || guess.smtp,
    smtp_port: Number(form.get("smtp_port")),
    security: typed(form, "security"),
  };
}

function Connect({ kind, there }: { kind: Kind; there: boolean }) {
  return (
    <Adding
      label={t(`account.${there ? "replace" : "add"}.${kind}`)}
      save={t("account.save")}
      saved={t("account.saved")}
      working={t("account.working")}
      send={(form) => add(ACCOUNTS, wanted(kind, form))}
    >
      {kind === "mail" ? <Mail /> : <Calendar />}
    </Adding>
  );
}

function AccountRow({ account }: { account: Account }) {
  const run = () => remove(ACCOUNTS, account, t("settings.removed"));
  return (
    <Row title={account.name} facts={[t(`account.kind.${account.kind}`)]}>
      <Remove label={t("settings.remove")} name={account.name} ask={t("account.removeAsk", { name: account.name })} run={run} />
    </Row>
  );
}

export function Accounts() {
  const items = accounts.items.value;
  return (
    <Panel id="accounts" title={t("account.title")} lead={t("account.lead")}>
      <ListFrame
        list={accounts}
        isEmpty={items.length === 0}
        load={() => accounts.load()}
        empty={<p class="hint">{t("account.none")}</p>}
      >
        <ul class="rows flat">
          {items.map((account) => (
            <AccountRow key={account.id} account={account} />
          ))}
        </ul>
      </ListFrame>
      <ForApprovers>
        {(["mail", "caldav"] as const).map((kind) => (
          <Connect key={kind} kind={kind} there={items.some((item) => item.kind === kind)} />
        ))}
      </ForApprovers>
    </Panel>
  );
}
