/** Who is signed in, and what their key may do. */
import { computed, effect, signal } from "@preact/signals";
import { allows, type Scope } from "../../../lib/domain/scope.ts";
import { call } from "../api/client.ts";
import type { Caller } from "../api/types.ts";
import { accept, sessionKey } from "./key.ts";

export const caller = signal<Caller | undefined>(undefined);
/** Whether the API did not respond when it was asked who is signed in. */
export const callerUnavailable = signal(false);

/** Whether the key may do what the scope allows. What it may not do is not shown. */
export const may = (scope: Scope): boolean =>
  caller.value !== undefined && allows(caller.value.scopes, scope);

/** What the key sees of the company. While it is the same, a new key takes over the page with what was typed on it. */
export const access = computed(() => caller.value && `${caller.value.clientId} ${caller.value.scopes}`);

const RETRY_MS = 3_000;

const read = async (key: string): Promise<void> => {
  const reply = await call<Caller>("/me");
  callerUnavailable.value = !reply.ok && reply.status !== 401;
  if (key !== sessionKey.value) return;
  if (reply.ok) {
    caller.value = reply.body;
    accept(key);
  } else if (reply.status !== 401) setTimeout(() => void read(key), RETRY_MS);
};

/** Asks who is signed in whenever the key changes. */
export const followCaller = (): void => {
  effect(() => {
    const key = sessionKey.value;
    if (key !== undefined) void read(key);
  });
};
