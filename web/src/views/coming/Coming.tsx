/** Everything that will come back, by day; what waits for a yes stands above it. */
import { useState } from "preact/hooks";
import { now } from "../../core/clock";
import type { FollowUp } from "../../core/types";
import { dateWords, dayWords } from "../../core/words";
import { coming, followUps, loadComing } from "../../state/coming";
import { language, t } from "../../state/language";
import { zone } from "../../state/session";
import { Icon } from "../Icon";
import { Empty, ListFrame, PageHead } from "../ListPage";
import { Inbox } from "../talk/Aside";
import { useNow } from "../talk/Countdown";
import { AddFollowUp } from "./AddFollowUp";
import { FollowUpRow } from "./FollowUpRow";

interface Day {
  name: string;
  date: string;
  items: FollowUp[];
}

function byDay(items: FollowUp[], at: Date): Day[] {
  const days: Day[] = [];
  for (const item of items) {
    const due = new Date(item.due_at);
    const overdue = due.getTime() < at.getTime() - 60_000;
    const name = overdue ? t("coming.overdue") : dayWords(due, at, zone(), language.value);
    const date = overdue ? "" : dateWords(due, at, zone(), language.value);
    const last = days[days.length - 1];
    if (last?.name === name) last.items.push(item);
    else days.push({ name, date: date === name ? "" : date, items: [item] });
  }
  return days;
}

export function Coming() {
  useNow(30_000);
  const [adding, setAdding] = useState(false);
  return (
    <div class="page">
      <PageHead title={t("coming.title")} lead={t("coming.lead")}>
        <button type="button" class="secondary" aria-expanded={adding} onClick={() => setAdding(!adding)}>
          <Icon name="plus" size={18} />
          <span>{t("coming.add")}</span>
        </button>
      </PageHead>
      {adding && <AddFollowUp close={() => setAdding(false)} />}
      <Inbox />
      <ListFrame
        list={followUps}
        isEmpty={coming.value.length === 0}
        load={loadComing}
        empty={<Empty icon="reminder" title={t("coming.empty")} hint={t("coming.emptyHint")} />}
      >
        {byDay(coming.value, now()).map((day) => (
          <section class="day" key={day.name} aria-label={day.name}>
            <h2>
              {day.name} <small>{day.date}</small>
            </h2>
            <ul class="rows">
              {day.items.map((item) => (
                <FollowUpRow key={item.id} item={item} />
              ))}
            </ul>
          </section>
        ))}
      </ListFrame>
    </div>
  );
}
