/** The page's language and its words; reading `t` in a view makes the view follow a switch. */
import { signal } from "@preact/signals";
import i18next from "i18next";
import type { Language, Say } from "../core/types";
import { said } from "../core/text";
import en from "../i18n/en";
import zh from "../i18n/zh";

export function languageOf(tag: string | undefined): Language {
  return tag?.toLowerCase().startsWith("zh") ? "zh" : "en";
}

const remembered = localStorage.getItem("steward.language");
export const language = signal<Language>(languageOf(remembered ?? navigator.language));

void i18next.init({
  lng: language.value,
  fallbackLng: "en",
  resources: { en: { translation: en }, zh: { translation: zh } },
  interpolation: { escapeValue: false },
  showSupportNotice: false,
} as Parameters<typeof i18next.init>[0]);
document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";

export function setLanguage(next: Language): void {
  if (next !== language.value) void i18next.changeLanguage(next);
  language.value = next;
  localStorage.setItem("steward.language", next);
  document.documentElement.lang = next === "zh" ? "zh-CN" : "en";
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
