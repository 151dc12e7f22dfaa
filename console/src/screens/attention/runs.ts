/**
 * Groups that were run again from this page. Their tasks leave the list at once, and their cards stay with the progress and the
 * result until somebody closes them.
 */
import { signal } from "@preact/signals";
import { access } from "../../session/caller.ts";
import type { TaskGroup } from "./types.ts";

export type Run = { readonly retryId: string; readonly group: TaskGroup };

export const runs = signal<ReadonlyMap<string, Run>>(new Map());

access.subscribe(() => {
  runs.value = new Map();
});

export const keyOf = ({ filter }: TaskGroup): string => JSON.stringify(filter);

export const rememberRun = (run: Run): void => {
  runs.value = new Map(runs.value).set(keyOf(run.group), run);
};

export const forgetRun = (group: TaskGroup): void => {
  runs.value = new Map([...runs.value].filter(([key]) => key !== keyOf(group)));
};

/** The groups of the API and those of which only a run is left, the largest first. */
export const withRuns = (groups: readonly TaskGroup[]): readonly TaskGroup[] => {
  const known = new Set(groups.map(keyOf));
  const left = [...runs.value.values()].map(({ group }) => group).filter((group) => !known.has(keyOf(group)));
  return [...groups, ...left].toSorted((a, b) => b.count - a.count);
};
