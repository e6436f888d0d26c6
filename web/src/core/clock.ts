/** The server's idea of now: in a demonstration its clock may start elsewhere, run faster or stand still. */

let serverAt = 0;
let oursAt = 0;
let speed = 1;

export function setClock(now: string | undefined, clockSpeed: number | undefined): void {
  const instant = now ? Date.parse(now) : Number.NaN;
  if (Number.isNaN(instant)) return;
  serverAt = instant;
  oursAt = Date.now();
  speed = typeof clockSpeed === "number" && clockSpeed >= 0 ? clockSpeed : 1;
}

export function now(): Date {
  return new Date(serverAt === 0 ? Date.now() : serverAt + (Date.now() - oursAt) * speed);
}
