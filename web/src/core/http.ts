/** One way to the server: cookie session, CSRF header, one idempotency key per wish, errors with a code. */
import { newId } from "./ids";

export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
  }

  /** The server was not reached, or was not ready: trying again may help. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

export interface Call {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  body?: unknown;
  form?: FormData;
  accept?: string;
  signal?: AbortSignal;
  /** Kept by the caller when the same wish may be sent twice. */
  key?: string;
}

const onUnauthorized = new Set<() => void>();

export function whenSignedOut(listener: () => void): void {
  onUnauthorized.add(listener);
}

export async function send(path: string, call: Call = {}): Promise<Response> {
  const method = call.method ?? "GET";
  const headers: Record<string, string> = { Accept: call.accept ?? "application/json" };
  if (method !== "GET") headers["X-Steward-CSRF"] = "1";
  if (method !== "GET") headers["Idempotency-Key"] = call.key ?? newId();
  if (call.body !== undefined) headers["Content-Type"] = "application/json";
  const body = call.form ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      ...(body === undefined ? {} : { body }),
      ...(call.signal ? { signal: call.signal } : {}),
    });
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "AbortError") throw problem;
    throw new ApiError("unreachable", "", 0);
  }
  if (!response.ok) throw await readError(response);
  return response;
}

async function readError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const error = (body as { error?: { code?: string; message?: string } } | null)?.error;
  if (response.status === 401) onUnauthorized.forEach((listener) => listener());
  return new ApiError(error?.code ?? `http_${response.status}`, error?.message ?? "", response.status);
}

export async function json<T>(path: string, call: Call = {}): Promise<T> {
  const response = await send(path, call);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/** Asks again after a moment when the server was not reached; the key stays, so that nothing is done twice. */
export async function insist<T>(path: string, call: Call, tries = 3): Promise<T> {
  const key = call.key ?? newId();
  for (let attempt = 1; ; attempt++) {
    try {
      return await json<T>(path, { ...call, key });
    } catch (problem) {
      const again = problem instanceof ApiError && problem.isTemporary && attempt < tries;
      if (!again) throw problem;
      await new Promise((resolve) => setTimeout(resolve, 400 * attempt));
    }
  }
}
