/** What is remembered, by subject, searchable, with the user in charge. */
import { useEffect, useRef } from "preact/hooks";
import "../shelves";
import type { Fact } from "../../core/types";
import { addFact, facts, loadFacts, query } from "../../state/memory";
import { known, t } from "../../state/language";
import { Icon } from "../Icon";
import { Empty, ListFrame, PageHead } from "../ListPage";
import { FactRow } from "./FactRow";

const ORDER = ["profile", "person", "health", "preference", "habit", "place", "work", "other"];

function groups(items: Fact[]): [string, Fact[]][] {
  const byCategory = new Map<string, Fact[]>();
  for (const fact of items.filter((item) => item.status !== "retracted")) {
    const category = fact.category ?? "other";
    byCategory.set(category, [...(byCategory.get(category) ?? []), fact]);
  }
  const rank = (name: string) => (ORDER.indexOf(name) + 1 || ORDER.length);
  return [...byCategory].sort(([a], [b]) => rank(a) - rank(b));
}

function Search() {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div class="search">
      <Icon name="search" size={18} />
      <input
        type="search"
        aria-label={t("memory.search")}
        placeholder={t("memory.search")}
        value={query.value}
        onInput={(event) => {
          query.value = event.currentTarget.value;
          clearTimeout(timer.current);
          timer.current = setTimeout(() => void loadFacts(), 250);
        }}
      />
    </div>
  );
}

function Add() {
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const text = String(new FormData(form).get("fact")).trim();
    if (text && (await addFact(text))) form.reset();
  };
  return (
    <form class="add-fact" onSubmit={(event) => void submit(event)}>
      <input name="fact" aria-label={t("memory.addLabel")} placeholder={t("memory.addPlaceholder")} maxLength={1000} autocomplete="off" />
      <button class="secondary">{t("memory.add")}</button>
    </form>
  );
}

export function Memory() {
  const list = groups(facts.items.value);
  const empty = query.value.trim() ? (
    <Empty icon="search" title={t("memory.none", { query: query.value.trim() })} />
  ) : (
    <Empty icon="memory" title={t("memory.empty")} hint={t("memory.emptyHint")} />
  );
  return (
    <div class="page">
      <PageHead title={t("memory.title")} lead={t("memory.lead")} />
      <div class="bar">
        <Search />
        <Add />
      </div>
      <ListFrame list={facts} isEmpty={list.length === 0} load={loadFacts} empty={empty}>
        {list.map(([category, items]) => (
          <section class="day" key={category}>
            <h2>{known(`category.${category}`) ?? category}</h2>
            <ul class="rows">
              {items.map((fact) => (
                <FactRow key={fact.id} fact={fact} />
              ))}
            </ul>
          </section>
        ))}
      </ListFrame>
    </div>
  );
}
