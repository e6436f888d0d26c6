import { describe, expect, it } from "vitest";
import { frame } from "../src/core/drawing";
import { newId } from "../src/core/ids";
import { durationSeconds, isInstant, moneyWords, plainToolName, said } from "../src/core/text";
import names from "../src/i18n/en/names";
import page from "../src/i18n/en/page";
import settings from "../src/i18n/en/settings";
import shelves from "../src/i18n/en/shelves";
import standing from "../src/i18n/en/standing";
import zhNames from "../src/i18n/zh/names";
import zhPage from "../src/i18n/zh/page";
import zhSettings from "../src/i18n/zh/settings";
import zhShelves from "../src/i18n/zh/shelves";
import zhStanding from "../src/i18n/zh/standing";

const en = { ...names, ...page, ...settings, ...shelves, ...standing };
const zh = { ...zhNames, ...zhPage, ...zhSettings, ...zhShelves, ...zhStanding };

function keys(tree: object, before = ""): string[] {
  return Object.entries(tree).flatMap(([name, value]) =>
    value !== null && typeof value === "object" && !Array.isArray(value) ? keys(value as object, `${before}${name}.`) : [before + name],
  );
}

describe("texts of the page", () => {
  it("exist in both languages, apart from the English singular", () => {
    const plural = keys(en).filter((key) => !key.endsWith("_one"));
    expect(keys(zh).sort()).toEqual(plural.sort());
  });

  it("take the same values in both languages", () => {
    const holes = (tree: object, path: string): string => {
      const text = path.split(".").reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], tree);
      return [...String(text).matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort().join();
    };
    for (const key of keys(zh)) expect(`${key}: ${holes(zh, key)}`).toBe(`${key}: ${holes(en, key)}`);
  });
});

describe("what the server sends", () => {
  it("is read in the user's language, else in the one there is", () => {
    expect(said({ zh: "好", en: "Fine" }, "en")).toBe("Fine");
    expect(said({ zh: "好" }, "en")).toBe("好");
    expect(said(null, "en")).toBe("");
  });

  it("may be an instant, a duration, an amount or a tool nobody told us about", () => {
    expect(isInstant("2026-11-24T07:30:00+08:00")).toBe(true);
    expect(isInstant("2026 was a good year")).toBe(false);
    expect(durationSeconds("PT1H30M")).toBe(5400);
    expect(durationSeconds("P")).toBeNull();
    expect(moneyWords({ amount: "20.5", currency: "CNY" }, "zh")).toBe("¥20.50");
    expect(moneyWords({ amount: 3, currency: "??" }, "en")).toBe("3 ??");
    expect(plainToolName("parking__find_a_lot")).toBe("find a lot");
  });
});

describe("a way in a box", () => {
  it("fits, has north above south, and is as wide as it is high where degrees differ", () => {
    const square = frame([[[60, 25], [60.01, 25], [60.01, 25.02]]], 100, 100, 10);
    const [south, north, east] = square?.[0] ?? [];
    expect(south && north && north[1] < south[1]).toBe(true);
    expect(north && east && Math.abs(east[0] - north[0] - 80)).toBeLessThan(1);
    expect(square?.flat(2).every((value) => value >= 9 && value <= 91)).toBe(true);
  });

  it("of one point is no way", () => {
    expect(frame([[[60, 25]], []], 100, 100, 10)).toBeNull();
  });
});

it("ids are version 4 and differ, also without a secure context", () => {
  const own = crypto.randomUUID.bind(crypto);
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  const [one, two] = [newId(), newId()];
  Object.defineProperty(crypto, "randomUUID", { value: own, configurable: true });
  expect(one).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(one).not.toBe(two);
});
