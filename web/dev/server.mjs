/** A stand-in for the server while working on the page alone: keeps state in memory, speaks the same shapes. */
import { createServer } from "node:http";
import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { randomUUID } from "node:crypto";

const PAGE = new URL("../../api/page/", import.meta.url).pathname;
const TYPES = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html", ".png": "image/png", ".webmanifest": "application/manifest+json" };
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'";
const inMinutes = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString();
const language = process.env.STEWARD_LANGUAGE ?? "zh";
const lines = new Set();

const me = { id: "u1", name: language === "zh" ? "小林" : "Alex", language, timezone: "Asia/Shanghai", scopes: ["talk", "approve", "admin"] };
const follow = (kind, minutes, zh, en, extra = {}) => {
  const id = randomUUID();
  const due_at = inMinutes(minutes);
  return { id, key: id, kind, due_at, timezone: me.timezone, recurrence: null, say: { zh, en }, state: "scheduled", slot_id: `${id}:${due_at}`, deliveries: [], ...extra };
};
let followUps = [
  follow("reminder", -12, "喝水", "Drink some water", { state: "delivered" }),
  follow("timer", 8, "关火", "Turn off the stove"),
  follow("reminder", 95, "给妈妈打电话", "Call Mum"),
  follow("alarm", 60 * 14, "起床", "Wake up", { recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", calendar: "CN-workday", exdates: [] } }),
  follow("reminder", 60 * 30, "浇花，阳台上的茉莉别忘了", "Water the plants, and don't forget the jasmine on the balcony", { recurrence: { rrule: "FREQ=WEEKLY;BYDAY=SU", calendar: null, exdates: [] } }),
  follow("reminder", 60 * 24 * 9, "交房租", "Pay the rent", { recurrence: { rrule: "FREQ=MONTHLY;BYMONTHDAY=2", calendar: null, exdates: [] } }),
];
const fact = (text, category, kind = "said") => ({ id: randomUUID(), text, category, status: "active", observed_at: inMinutes(-60 * 30), source: { kind, turn_id: "t0" } });
let facts = language === "zh"
  ? [fact("对花生过敏", "health"), fact("姐姐的生日是五月三号", "person"), fact("喜欢靠窗的座位", "preference", "learned"), fact("周二晚上打羽毛球", "habit")]
  : [fact("Allergic to peanuts", "health"), fact("My sister's birthday is May 3rd", "person"), fact("Likes window seats", "preference", "learned"), fact("Plays badminton on Tuesday evenings", "habit")];
const act = (tool, effect, state, args, minutes, extra = {}) => ({ id: randomUUID(), tool, arguments: args, effect, state, receipt: null, undo: { possible: effect === "CHANGE" && state === "succeeded", done: false }, at: inMinutes(minutes), why: [], ...extra });
const actions = [
  act("alarms__set_timer", "CHANGE", "succeeded", { duration: "PT8M" }, -1),
  act("restaurants__reserve", "COMMIT", "unknown", { place: "外婆家", party_size: 4, at: inMinutes(300) }, -40),
  act("tickets__buy", "COMMIT", "succeeded", { title: "Interstellar", quantity: 2 }, -200, { receipt: { provider: "Demo Cinema", reference: "QX-2291", text: { zh: "两张票", en: "Two tickets" } } }),
  act("alarms__list", "READ", "succeeded", {}, -210),
  act("alarms__set_alarm", "CHANGE", "cancelled", { at: inMinutes(600) }, -1500),
];
let approvals = [];
let tokens = [{ id: "k1", name: "owner", scopes: ["talk", "approve", "admin"], current: true }];
const turns = new Map();

const approval = () => ({
  id: randomUUID(), tool: "restaurants__reserve", arguments: { place: "外婆家", party_size: 4, at: inMinutes(240) },
  question: { zh: "为你在外婆家订今晚7:00的四人桌，可以吗？", en: "Shall I book a table for four at Grandma's Kitchen at 7 tonight?" },
  terms: { what: { zh: "外婆家 · 四人桌 · 靠窗", en: "Grandma's Kitchen · table for four · by the window" }, when: inMinutes(240), price: { amount: "0", currency: "CNY" }, fee: { amount: "20", currency: "CNY" }, provider: "示范餐厅", valid_until: inMinutes(5) },
  expires_at: inMinutes(5), state: "pending", conversation_id: "c1",
});

function tell(event, data) {
  for (const line of lines) line.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

function answerTo(text) {
  if (/订|book|table/i.test(text)) {
    const pending = approval();
    approvals.push(pending);
    return { words: pending.question, pending, tool: "restaurants__search", args: { cuisine: "浙江菜", party_size: 4 }, effect: "READ" };
  }
  if (/响|ring/i.test(text)) {
    const row = follow("alarm", 0, "起床啦", "Time to get up");
    followUps.push(row);
    setTimeout(() => tell("delivery", { ...row, id: randomUUID(), follow_up_id: row.id, late_seconds: 185, state: "delivered", why: null }), 400);
    return { words: { zh: "好，马上响。", en: "Ringing in a moment." }, tool: "alarms__set_alarm", args: { at: row.due_at }, effect: "CHANGE" };
  }
  return { words: { zh: "好，明天早上7:30叫你起床。工作日每天都响，放假不响。", en: "Done. I'll wake you tomorrow at 7:30, on working days only." }, tool: "alarms__set_alarm", args: { at: inMinutes(840), recurrence: { rrule: "FREQ=DAILY", calendar: "CN-workday" } }, effect: "CHANGE" };
}

async function streamTurn(response, text, { words, pending, tool, args, effect }) {
  const turn_id = randomUUID();
  const say = words[/[\u4e00-\u9fff]/.test(text || me.language) || me.language === "zh" ? "zh" : "en"];
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  const put = (type, data) => response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  put("heard", { turn_id, conversation_id: "c1", text, language: me.language, source: "text" });
  put("thinking", { planner: "local", why: [] });
  await pause(300);
  if (tool) put("tool_started", { id: "1", tool, arguments: args, effect });
  await pause(200);
  if (tool) put("tool_finished", { id: "1", tool, ok: true, say, error: null });
  for (const piece of say.match(/.{1,4}/gs)) {
    put("say_delta", { text: piece });
    await pause(25);
  }
  const reply = { text: say, language: me.language, label: "AI-generated", cards: [], steps: [] };
  put("said", { reply });
  if (pending) put("asked", { question: say, approval: pending });
  const turn = { turn_id, conversation_id: "c1", heard: text, reply, events: [], pending: pending ?? null };
  turns.set(turn_id, turn);
  response.end(`event: turn\ndata: ${JSON.stringify(turn)}\n\n`);
  tell("follow_ups_changed", {});
}

const list = (items) => ({ items, next: null });
const byId = (items, id) => items.find((item) => item.id === id);
const ROUTES = [
  ["POST", /^\/api\/session$/, ({ body, response }) => {
    if (body.token === "wrong") return [401, { error: { code: "unauthorized", message: "" } }];
    response.setHeader("Set-Cookie", "steward=1; HttpOnly; SameSite=Strict; Path=/");
    return [200, { user: me }];
  }],
  ["DELETE", /^\/api\/session$/, ({ response }) => (response.setHeader("Set-Cookie", "steward=; Max-Age=0; Path=/"), [204])],
  ["GET", /^\/api\/me$/, () => [200, me]],
  ["PATCH", /^\/api\/me$/, ({ body }) => [200, Object.assign(me, body)]],
  ["GET", /^\/api\/me\/export$/, () => [200, { me, facts, followUps }]],
  ["GET", /^\/api\/approvals$/, () => [200, list(approvals)]],
  ["GET", /^\/api\/actions$/, () => [200, list(actions)]],
  ["POST", /^\/api\/actions\/(.+)\/undo$/, ({ id }) => [200, Object.assign(byId(actions, id), { state: "cancelled", undo: { possible: false, done: true } })]],
  ["GET", /^\/api\/follow-ups$/, () => [200, list(followUps)]],
  ["POST", /^\/api\/follow-ups$/, ({ body }) => {
    const say = typeof body.say === "string" ? { zh: body.say, en: body.say } : body.say;
    const row = { ...follow(body.kind, 0, say.zh, say.en), ...body, say };
    followUps.push(row);
    return [201, row];
  }],
  ["PATCH", /^\/api\/follow-ups\/(.+)$/, ({ id, body }) => [200, Object.assign(byId(followUps, id), body)]],
  ["DELETE", /^\/api\/follow-ups\/(.+)$/, ({ id }) => ((followUps = followUps.filter((row) => row.id !== id)), [204])],
  ["POST", /^\/api\/follow-ups\/(.+)\/ack$/, ({ id }) => [200, Object.assign(byId(followUps, id), { state: "acknowledged" })]],
  ["POST", /^\/api\/follow-ups\/(.+)\/snooze$/, ({ id, body }) => [200, Object.assign(byId(followUps, id), { state: "snoozed", due_at: inMinutes(body.minutes) })]],
  ["GET", /^\/api\/memory\/facts$/, () => [200, list(facts)]],
  ["GET", /^\/api\/memory\/search$/, ({ url }) => [200, list(facts.filter((row) => row.text.includes(url.searchParams.get("q"))))]],
  ["POST", /^\/api\/memory\/facts$/, ({ body }) => (facts.unshift(fact(body.text, "other")), [201, facts[0]])],
  ["PATCH", /^\/api\/memory\/facts\/(.+)$/, ({ id, body }) => [200, Object.assign(byId(facts, id), body)]],
  ["DELETE", /^\/api\/memory\/facts\/(.+)$/, ({ id }) => ((facts = facts.filter((row) => row.id !== id)), [204])],
  ["GET", /^\/api\/tokens$/, () => [200, list(tokens)]],
  ["POST", /^\/api\/tokens$/, ({ body }) => (tokens.push({ id: randomUUID(), ...body }), [201, { ...tokens.at(-1), token: randomUUID() }])],
  ["DELETE", /^\/api\/tokens\/(.+)$/, ({ id }) => ((tokens = tokens.filter((row) => row.id !== id)), [204])],
  ["GET", /^\/api\/conversations$/, () => [200, list([{ id: "c1", title: "订座", started_at: inMinutes(-90), updated_at: inMinutes(-80) }])]],
  ["GET", /^\/api\/conversations\/(.+)$/, ({ id }) => [200, { id, turns: [...turns.values()] }]],
  ["POST", /^\/api\/turns\/(.+)\/cancel$/, () => [200, { cancelled: true }]],
  ["GET", /^\/readyz$/, () => [200, { status: "ready", ears: { status: "fetching", progress: 0.42, detail: "" } }]],
];

async function read(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString();
  return request.headers["content-type"]?.includes("json") && text ? JSON.parse(text) : {};
}

function file(response, path) {
  const name = join(PAGE, path === "/" ? "index.html" : path);
  if (!existsSync(name)) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": TYPES[extname(name)] ?? "text/plain", "Content-Security-Policy": CSP });
  response.end(readFileSync(name));
}

createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  const path = url.pathname;
  if (!path.startsWith("/api") && path !== "/readyz") return file(response, path);
  const open = path === "/api/session" || path === "/readyz" || request.headers.cookie?.includes("steward=1");
  const send = (status, data) => response.writeHead(status, { "Content-Type": "application/json" }).end(data === undefined ? "" : JSON.stringify(data));
  if (!open) return send(401, { error: { code: "unauthorized", message: "请先登录。" } });
  if (request.method !== "GET" && request.headers["x-steward-csrf"] !== "1") return send(403, { error: { code: "csrf", message: "csrf" } });
  if (path === "/api/events") {
    response.writeHead(200, { "Content-Type": "text/event-stream" }).write(": hello\n\n");
    lines.add(response);
    return request.on("close", () => lines.delete(response));
  }
  const body = await read(request);
  if (request.method === "POST" && path === "/api/turns") return streamTurn(response, body.text, answerTo(body.text));
  if (request.method === "POST" && path === "/api/turns/audio") return streamTurn(response, "明天早上七点半叫我起床", answerTo(""));
  const decided = request.method === "POST" && /^\/api\/approvals\/(.+)$/.exec(path);
  if (decided) {
    approvals = approvals.filter((row) => row.id !== decided[1]);
    const yes = body.decision === "approve";
    return streamTurn(response, "", { words: yes ? { zh: "订好了，编号A-17。", en: "Booked, reference A-17." } : { zh: "好，不订了。", en: "All right, I won't." }, tool: yes ? "restaurants__reserve" : null, args: { party_size: 4 }, effect: "COMMIT" });
  }
  for (const [method, pattern, run] of ROUTES) {
    const match = method === request.method && pattern.exec(path);
    const id = decodeURIComponent(match?.[1] ?? "");
    if (match && id && ![followUps, facts, actions, tokens, [{ id: "c1" }], [...turns.keys()].map((turn) => ({ id: turn }))].flat().some((row) => row.id === id)) break;
    if (match) return send(...run({ id, body, url, response }));
  }
  send(404, { error: { code: "not_found", message: "?" } });
}).listen(Number(process.env.PORT ?? 8799), "127.0.0.1", () => console.log("dev server on", process.env.PORT ?? 8799));
