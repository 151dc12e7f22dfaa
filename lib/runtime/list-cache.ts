/** The values of lists, kept in the container. A version is immutable, so it is read once. */
import { findCurrentListVersions, findListContents } from "../database/lists.ts";
import type { ListVersions } from "../domain/list.ts";
import type { ListContent, Lists } from "../rulebook/decision-inputs.ts";
import { intakeDatabase } from "./database-pool.ts";

/** About 100 MB. A container that replays many versions of long lists reads some of them again. */
const MAX_CACHED_VALUES = 1_000_000;

/** By id and version; the least recently used first. */
const cache = new Map<string, ListContent>();
let cachedValues = 0;

const keyOf = (listId: string, version: number): string => `${listId} ${version}`;

const addToCache = (key: string, content: ListContent): void => {
  cache.set(key, content);
  cachedValues += content.values.size;
  for (const [oldest, { values }] of cache) {
    if (cachedValues <= MAX_CACHED_VALUES || oldest === key) break;
    cache.delete(oldest);
    cachedValues -= values.size;
  }
};

const fromCache = (key: string): ListContent | undefined => {
  const found = cache.get(key);
  if (found === undefined) return undefined;
  cache.delete(key);
  cache.set(key, found);
  return found;
};

const NO_LISTS: Lists = new Map();

/** The lists of the given versions. Versions that do not exist are omitted. */
export const loadLists = async (versions: ListVersions): Promise<Lists> => {
  const lists = new Map<string, ListContent>();
  const missing: [string, number][] = [];
  for (const [listId, version] of Object.entries(versions)) {
    const found = fromCache(keyOf(listId, version));
    if (found === undefined) missing.push([listId, version]);
    else lists.set(listId, found);
  }
  if (missing.length > 0)
    for (const row of await findListContents(intakeDatabase(), Object.fromEntries(missing))) {
      const { listId, version, kind, items } = row;
      const content: ListContent = { kind, version, values: new Set(items) };
      lists.set(listId, content);
      if (!cache.has(keyOf(listId, version))) addToCache(keyOf(listId, version), content);
    }
  return lists;
};

/** The current versions of lists, as of now. Lists that do not exist are omitted. */
export const currentLists = async (listIds: readonly string[]): Promise<Lists> =>
  listIds.length === 0 ? NO_LISTS : loadLists(await findCurrentListVersions(intakeDatabase(), listIds));

/** The versions of lists, for storing with an order; undefined when there are none. */
export const versionsOf = (lists: Lists): ListVersions | undefined =>
  lists.size === 0 ? undefined : Object.fromEntries([...lists].map(([id, { version }]) => [id, version]));
