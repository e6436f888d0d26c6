/** What the state of the speech model means for somebody who wants to talk. Pure. */

export type Hearing = "works" | "coming" | "missing";

/** A model that is being loaded hears already: the first sentence waits a moment for it. */
export function hearing(status: string | undefined): Hearing {
  if (status === undefined || status === "ready" || status === "loading") return "works";
  return status === "fetching" ? "coming" : "missing";
}
