/** The page's language and its words; reading `t` in a view makes the view follow a switch. */
import { signal } from "@preact/signals";
import i18next from "i18next";
import type { Language, Say } from "../core/types";
import { said } from "../core/text";
import names from "../i18n/en/names";
import page from "../i18n/en/page";
import zhNames from "../i18n/zh/names";
import zhPage from "../i18n/zh/page";

export function languageOf(tag: string | undefined): Language {
  return tag?.toLowerCase().startsWith("zh") ? "zh" : "en";
}

const remembered = localStorage.getItem("steward.language");
export const language = signal<Language>(languageOf(remembered ?? navigator.language));

void i18next.init({
  lng: language.value,
  fallbackLng: "en",
  resources: { en: { translation: { ...page, ...names } }, zh: { translation: { ...zhPage, ...zhNames } } },
  interpolation: { escapeValue: false },
  showSupportNotice: false,
} as Parameters<typeof i18next.init>[0]);
document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";

/** Words that come with a part of the page. */
export function addWords(words: Record<Language, object>): void {
  for (const [code, more] of Object.entries(words)) i18next.addResourceBundle(code, "translation", more, true, true);
}

export function setLanguage(next: Language): void {
  if (next !== language.value) void i18next.changeLanguage(next);
  language.value = next;
  localStorage.setItem("steward.language", next);
  document.documentElement.lang = next === "zh" ? "zh-CN" : "en";
}

/** The texts of a list. */
export function list(key: string): string[] {
  const found: unknown = i18next.t(key, { lng: language.value, returnObjects: true });
  return Array.isArray(found) ? found.map(String) : [];
}

export function t(key: string, values: Record<string, unknown> = {}): string {
  return i18next.t(key, { lng: language.value, ...values });
}

/** The text for a key, or null when there is none: for names that plugins bring. */
export function known(key: string): string | null {
  return i18next.exists(key) ? t(key) : null;
}

export function inMine(text: string | Say | null | undefined): string {
  return said(text, language.value);
}
