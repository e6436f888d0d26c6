/** The nouns of the server's doors, as the page reads them. */

export type Language = "zh" | "en";
export type Say = Partial<Record<Language, string>>;
export type Effect = "READ" | "CHANGE" | "COMMIT";

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Me {
  id: string;
  name: string;
  language: Language;
  timezone: string;
  /** What the bearer of this session may do. */
  scopes?: string[];
  /** The server's clock; it may run ahead of ours in a demonstration. */
  now?: string;
  clock_speed?: number;
}

export interface Money {
  amount: number | string;
  currency: string;
}

export interface Terms {
  what?: string | Say;
  when?: string | null;
  price?: Money | null;
  fee?: Money | null;
  provider?: string | null;
  valid_until?: string | null;
  details?: Record<string, unknown>;
}

export interface Approval {
  id: string;
  tool: string;
  arguments: Record<string, unknown>;
  question: string | Say;
  terms?: Terms | null;
  expires_at: string;
  state: string;
  conversation_id?: string;
}

export interface Card {
  type: string;
  title?: string | Say;
  text?: string | Say;
  data?: unknown;
  actions?: CardAction[];
}

/** A card's button says a sentence for the user, or fetches a document of theirs by its `url`; nothing else. */
export interface CardAction {
  label?: string | Say;
  say?: string | Say;
  url?: string;
}

export interface Reply {
  text: string;
  language?: string;
  label?: string | boolean | null;
  cards?: Card[];
  steps?: unknown[];
}

export interface TurnEvent {
  type: string;
  [field: string]: unknown;
}

export interface Turn {
  turn_id: string;
  conversation_id: string;
  heard?: string | null;
  reply: Reply;
  events?: TurnEvent[];
  pending?: Approval | null;
}

export interface FollowUp {
  id: string;
  key: string;
  kind: string;
  due_at: string;
  timezone: string;
  recurrence: Recurrence;
  say: Say | string;
  state: string;
  slot_id?: string;
  sensitive?: boolean;
  deliveries?: { slot_id: string; state: string }[];
}

export type Recurrence = null | string | { rrule?: string; calendar?: string | null; exdates?: string[] };

export interface Delivery {
  id: string;
  slot_id: string;
  follow_up_id: string;
  kind: string;
  say: Say | string;
  due_at: string;
  late_seconds?: number;
  state?: string;
  why?: string | Say | null;
  /** The conversation it opened, where Steward spoke first. */
  conversation_id?: string | null;
}

export interface Fact {
  id: string;
  text: string;
  category?: string | null;
  status: string;
  observed_at: string;
  source?: unknown;
}

export interface Action {
  id: string;
  tool: string;
  arguments: Record<string, unknown>;
  effect: string;
  state: string;
  receipt?: unknown;
  undo?: { possible: boolean; done: boolean } | null;
  /** Why the gate let it pass, held it or refused it. */
  rule?: string;
  at: string;
}

export interface Token {
  id: string;
  name?: string;
  label?: string;
  scopes: string[];
  created_at?: string;
  last_used_at?: string | null;
  current?: boolean;
}

export interface Ready {
  status: string;
  now?: string;
  clock_speed?: number;
  ears?: { status: string; progress?: number | null; detail?: string | Say | null };
}

export interface ConversationHead {
  id: string;
  title?: string;
  started_at?: string;
  updated_at?: string;
}
