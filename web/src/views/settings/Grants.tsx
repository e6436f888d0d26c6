/** What may be done without asking: listed with its cap, added, taken back. */
import { now } from "../../core/clock";
import { inDays, type Grant } from "../../core/standing";
import { moneyWords } from "../../core/text";
import { thenWords } from "../../core/words";
import { language, t } from "../../state/language";
import { Loaded } from "../../state/loaded";
import { zone } from "../../state/session";
import { add, grants, GRANTS, revoke } from "../../state/standing";
import { toolName } from "../Arguments";
import { ListFrame } from "../ListPage";
import { Adding, Choice, Field, typed } from "./Adding";
import { Arrives, ForApprovers, Panel, Remove, Row } from "./Panel";

interface Tool {
  name: string;
  effect: string;
}

const tools = new Loaded<{ items: Tool[] }>("/api/tools");
const CURRENCIES = ["CNY", "USD", "EUR", "GBP", "JPY", "HKD", "TWD", "SGD", "CHF", "AUD", "CAD"];

function nameOf(grant: Grant): string {
  const plugin = grant.tools.split("__")[0] ?? "";
  return grant.tools.endsWith("*") ? t(`topic.${plugin}`, { defaultValue: plugin }) : toolName(grant.tools);
}

function GrantRow({ grant }: { grant: Grant }) {
  const price = moneyWords({ amount: grant.max_price, currency: grant.currency }, language.value);
  const until = grant.expires_at && thenWords(new Date(grant.expires_at), now(), zone(), language.value);
  return (
    <Row title={nameOf(grant)} facts={[t("grant.row", { price }), until && t("grant.expires", { when: until })]}>
      <Remove label={t("grant.revoke")} name={nameOf(grant)} run={() => revoke(grant)} />
    </Row>
  );
}

function Fields({ offered }: { offered: Tool[] }) {
  return (
    <>
      <Field label={t("grant.what")}>
        <Choice name="tools" options={offered.map(({ name }) => [name, toolName(name)])} />
      </Field>
      <div class="pair">
        <Field label={t("grant.upTo")}>
          <input name="price" type="number" inputMode="decimal" required min="0.01" max="100000" step="0.01" />
        </Field>
        <Field label={t("grant.currency")}>
          <Choice name="currency" options={ordered().map((code) => [code, code])} />
        </Field>
      </div>
      <Field label={t("grant.until")}>
        <Choice
          name="days"
          options={[
            ["0", t("grant.always")],
            ["7", t("grant.week")],
            ["30", t("grant.month")],
          ]}
        />
      </Field>
    </>
  );
}

/** The likely one first. */
function ordered(): string[] {
  const first = zone().startsWith("Europe/") ? (zone() === "Europe/London" ? "GBP" : "EUR") : "CNY";
  return [first, ...CURRENCIES.filter((code) => code !== first)];
}

export function Grants() {
  const items = grants.items.value;
  const send = (form: FormData) =>
    add(GRANTS, {
      tools: typed(form, "tools"),
      max_price: typed(form, "price"),
      currency: typed(form, "currency"),
      expires_at: inDays(Number(form.get("days")), now()),
    });
  return (
    <Panel id="grants" title={t("grant.title")} lead={t("grant.lead")}>
      <ListFrame
        list={grants}
        isEmpty={items.length === 0}
        load={() => grants.load()}
        empty={<p class="hint">{t("grant.none")}</p>}
      >
        <ul class="rows flat">
          {items.map((grant) => (
            <GrantRow key={grant.id} grant={grant} />
          ))}
        </ul>
      </ListFrame>
      <ForApprovers>
        <Adding label={t("grant.add")} save={t("grant.save")} saved={t("grant.saved")} send={send}>
          <Arrives of={tools}>
            {(known) => <Fields offered={known.items.filter((tool) => tool.effect === "COMMIT")} />}
          </Arrives>
        </Adding>
      </ForApprovers>
    </Panel>
  );
}
