/**
 * What the page shows of the API: one entry per path, asked for again while somebody looks at it. An entry keeps its last
 * data when a later request fails.
 */
import { type Signal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { access } from "../session/caller.ts";
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
  /** How many of the users want it asked for again and again. */
  followers: number;
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
    followers: 0,
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
  if (entry.followers === 0 || after === undefined) return;
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
  // Somebody signed in meanwhile, who may see something else.
  if (key !== sessionKey.value) return request(entry);
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

/** Forgets all data, which another key may not see. */
const forgetAll = (): void => {
  for (const entry of entries.values()) {
    entry.etag = null;
    entry.state.value = {};
    if (entry.users > 0) void load(entry);
    else entries.delete(entry.path);
  }
};

/** After the page was in the background, or somebody signed in. */
const resume = (): void => {
  for (const entry of entries.values())
    if (entry.followers > 0) {
      if (document.visibilityState === "visible") void load(entry);
      else clearTimeout(entry.timer);
    }
};

addEventListener("visibilitychange", resume);
addEventListener("focus", resume);
addEventListener("online", resume);
live.subscribe(resume);
let seen: string | undefined;
access.subscribe((next) => {
  if (seen !== undefined && seen !== next) forgetAll();
  seen = next;
});
sessionKey.subscribe((key) => {
  if (key === undefined) return;
  for (const entry of entries.values()) if (entry.users > 0) void load(entry);
});

/**
 * Loads a path, and again and again until the returned function is called.
 * @param path of the API, with its query
 * @param follows false: only once, and when somebody refreshes it
 */
export const keepLoaded = (path: string, follows = true): (() => void) => {
  const entry = entryOf(path);
  const followers = follows ? 1 : 0;
  entry.users++;
  entry.followers += followers;
  if (follows || entry.state.value.data === undefined) void load(entry);
  return () => {
    entry.users--;
    entry.followers -= followers;
    if (entry.followers === 0) clearTimeout(entry.timer);
  };
};

const NOTHING: ResourceState<never> = {};

/** What is known of a path. A component that reads it is drawn again when that changes. */
export const stateOf = <Body>(path: string): ResourceState<Body> =>
  entryOf(path).state.value as ResourceState<Body>;

/** The state of a path, kept up to date while the component is on the page; nothing without a path. */
export const useResource = <Body>(path: string | undefined): ResourceState<Body> => {
  useEffect(() => (path === undefined ? undefined : keepLoaded(path)), [path]);
  return path === undefined ? NOTHING : stateOf(path);
};

/** The state of a path as of when it was first asked for: for what takes the API long, and changes little. */
export const useSnapshot = <Body>(path: string | undefined): ResourceState<Body> => {
  useEffect(() => (path === undefined ? undefined : keepLoaded(path, false)), [path]);
  return path === undefined ? NOTHING : stateOf(path);
};
