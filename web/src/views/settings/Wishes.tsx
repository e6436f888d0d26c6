/** Standing wishes: said once in a sentence, listed, taken back; and whether this device says where it is. */
import { useRef } from "preact/hooks";
import { now } from "../../core/clock";
import type { Wish } from "../../core/standing";
import { thenWords } from "../../core/words";
import { inMine, language, list, t } from "../../state/language";
import { zone } from "../../state/session";
import { add, removeWish, WISHES, wishes } from "../../state/standing";
import { notify } from "../../state/toasts";
import { shareWhereabouts, sharing, whereaboutsProblem } from "../../state/whereabouts";
import { ListFrame } from "../ListPage";
import { Problem, typed, useSending } from "./Adding";
import { Panel, Remove, Row } from "./Panel";

const when = (instant: string) => thenWords(new Date(instant), now(), zone(), language.value);

function WishRow({ wish }: { wish: Wish }) {
  const facts = [
    inMine(wish.when.say),
    t("wish.fired", { count: wish.fired }),
    wish.last_fired_at && t("wish.last", { when: when(wish.last_fired_at) }),
    wish.expires_at && t("grant.expires", { when: when(wish.expires_at) }),
  ];
  return (
    <Row title={inMine(wish.say)} facts={facts}>
      <Remove label={t("settings.remove")} name={inMine(wish.say)} run={() => removeWish(wish)} />
    </Row>
  );
}

function Say() {
  const box = useRef<HTMLInputElement>(null);
  const send = (form: FormData) => add(WISHES, { text: typed(form, "wish") });
  const { problem, busy, submit } = useSending(send, (form) => {
    form.reset();
    notify(t("wish.added"));
  });
  const use = (sentence: string) => {
    if (!box.current) return;
    box.current.value = sentence;
    box.current.focus();
  };
  return (
    <form class="stack" onSubmit={submit}>
      {wishes.state.value === "ready" && wishes.items.value.length === 0 && (
        <div class="stack tight">
          <p class="hint">{t("wish.none")}</p>
          <ul class="examples">
            {list("wish.examples").map((sentence) => (
              <li key={sentence}>
                <button type="button" class="small" onClick={() => use(sentence)}>
                  {sentence}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div class="inline roomy">
        <input
          ref={box}
          name="wish"
          required
          maxLength={500}
          autocomplete="off"
          aria-label={t("wish.label")}
          placeholder={t("wish.placeholder")}
        />
        <button class="secondary" disabled={busy}>
          {t("wish.add")}
        </button>
      </div>
      <Problem words={problem} />
    </form>
  );
}

/** A place nearby is met only by somebody who says where they are. */
function Whereabouts() {
  return (
    <label class="between">
      <span>
        <strong>{t("wish.where")}</strong>
        <small class="under">{whereaboutsProblem.value ? t(whereaboutsProblem.value) : t("wish.whereHint")}</small>
      </span>
      <input
        type="checkbox"
        role="switch"
        checked={sharing.value}
        onChange={(event) => shareWhereabouts(event.currentTarget.checked)}
      />
    </label>
  );
}

export function Wishes() {
  const items = wishes.items.value;
  return (
    <Panel id="wishes" title={t("wish.title")} lead={t("wish.lead")}>
      <ListFrame list={wishes} isEmpty={items.length === 0} load={() => wishes.load()} empty={null}>
        <ul class="rows flat">
          {items.map((wish) => (
            <WishRow key={wish.id} wish={wish} />
          ))}
        </ul>
      </ListFrame>
      <Say />
      <Whereabouts />
    </Panel>
  );
}
