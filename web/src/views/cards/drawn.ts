/** The cards that gain by being drawn; they come with the first answer that has one. */
import type { JSX } from "preact";
import type { Card } from "../../core/types";
import { CarePlan } from "./CarePlan";
import { Day } from "./Day";
import { Draft } from "./Draft";
import { Mail } from "./Mail";
import { Menu } from "./Menu";
import { Route } from "./Route";
import { Seats } from "./Seats";
import { Showtimes } from "./Showtimes";
import { Slots } from "./Slots";
import { Ticket } from "./Ticket";

export { Places } from "./Places";

export type Drawing = (props: { card: Card }) => JSX.Element | null;

export const DRAWN: Record<string, Drawing> = {
  care_plan: CarePlan,
  day: Day,
  draft: Draft,
  mail: Mail,
  menu: Menu,
  route: Route,
  seats: Seats,
  showtimes: Showtimes,
  slots: Slots,
  ticket: Ticket,
};
