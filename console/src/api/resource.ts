/**
 * What the page shows of the API: one entry per path, asked for again while somebody looks at it. An entry keeps its last
 * data when a later request fails.
 */
import { type Signal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { sessionKey } from "../session/key.ts";
import { call } from "./client.ts";
import { live } from "./live.ts";
import type { Problem } from "./types.ts";

export type ResourceState<Body> = {
  readonly data?: Body;
  /** Of the last request, when it failed. */
  readonly problem?: Problem;
  /** When `data` was last confirmed, in milliseconds. */
  readonly at?: number;
};

type Entry = {
  readonly path: string;
  readonly state: Signal<ResourceState<unknown>>;
  etag: string | null;
  users: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  request: Promise<void> | undefined;
  key: string | undefined;
};

const FOCUSED_MS = 5_000;
const VISIBLE_MS = 30_000;

const entries = new Map<string, Entry>();

const entryOf = (path: string): Entry => {
  const found = entries.get(path);
  if (found !== undefined) return found;
  const entry: Entry = {
    path,
    state: signal({}),
    etag: null,
    users: 0,
    timer: undefined,
    request: undefined,
    key: undefined,
  };
  entries.set(path, entry);
  return entry;
};

/** @returns undefined while the page is in the background or the live switch is off */
const pollAfter = (): number | undefined => {
  if (document.visibilityState !== "visible" || !live.value) return undefined;
  return document.hasFocus() ? FOCUSED_MS : VISIBLE_MS;
};

const schedule = (entry: Entry, atLeastMs = 0): void => {
  clearTimeout(entry.timer);
  const after = pollAfter();
  if (entry.users === 0 || after === undefined) return;
  entry.timer = setTimeout(() => void load(entry), Math.max(after, atLeastMs));
};

const request = async (entry: Entry): Promise<void> => {
  const key = sessionKey.value;
  if (key === undefined) return;
  const { data } = entry.state.value;
  const isKnown = entry.etag !== null && data !== undefined && entry.key === key;
  const reply = await call<unknown>(entry.path, {
    headers: isKnown ? { "If-None-Match": entry.etag! } : {},
  });
  if (reply.ok) {
    entry.etag = reply.etag;
    entry.key = key;
    const unchanged = reply.status === 304 || JSON.stringify(reply.body) === JSON.stringify(data);
    entry.state.value = { data: unchanged ? data : reply.body, at: Date.now() };
  } else entry.state.value = { ...entry.state.value, problem: reply.problem };
  schedule(entry, reply.ok ? 0 : (reply.retryAfterSeconds ?? 0) * 1_000);
};

const load = (entry: Entry): Promise<void> => {
  entry.request ??= request(entry).finally(() => {
    entry.request = undefined;
  });
  return entry.request;
};

/** Asks again for everything on the page whose path starts so, at once. */
export const refresh = async (prefix = ""): Promise<void> => {
  const used = [...entries.values()].filter(({ path, users }) => users > 0 && path.startsWith(prefix));
  for (const entry of entries.values())
    if (entry.users === 0 && entry.path.startsWith(prefix)) entries.delete(entry.path);
  await Promise.all(used.map(load));
};

/** After the page was in the background, or somebody signed in. */
const resume = (): void => {
  for (const entry of entries.values())
    if (entry.users > 0) {
      if (document.visibilityState === "visible") void load(entry);
      else clearTimeout(entry.timer);
    }
};

addEventListener("visibilitychange", resume);
addEventListener("focus", resume);
addEventListener("online", resume);
live.subscribe(resume);
sessionKey.subscribe((key) => {
  if (key !== undefined) resume();
});

const use = (path: string): (() => void) => {
  const entry = entryOf(path);
  entry.users++;
  void load(entry);
  return () => {
    entry.users--;
    if (entry.users === 0) clearTimeout(entry.timer);
  };
};

const NOTHING: ResourceState<never> = {};

/** The state of a path, kept up to date while the component is on the page; nothing without a path. */
export const useResource = <Body>(path: string | undefined): ResourceState<Body> => {
  useEffect(() => (path === undefined ? undefined : use(path)), [path]);
  return path === undefined ? NOTHING : (entryOf(path).state.value as ResourceState<Body>);
};
