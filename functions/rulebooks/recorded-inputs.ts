/** The lists, the history and the managers that recorded orders are decided with again. */
import { findCurrentListVersions } from "../../lib/database/lists.ts";
import type { RecordedOrder } from "../../lib/database/recorded-orders.ts";
import type { ListVersions } from "../../lib/domain/list.ts";
import type { ValidationIssue } from "../../lib/domain/validation-issue.ts";
import { pointerTo } from "../../lib/domain/json-pointer.ts";
import type { CompiledRulebook } from "../../lib/rulebook/compile.ts";
import { type OrderWithInputs, withInputs } from "../../lib/rulebook/decision-inputs.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { loadLists } from "../../lib/runtime/list-cache.ts";
import { listIdsOf } from "../../lib/runtime/rulebook-cache.ts";

/** The issues of list versions that there are not. */
export const unknownListVersions = async (wanted: ListVersions): Promise<ValidationIssue[]> => {
  const found = await loadLists(wanted);
  return Object.entries(wanted).flatMap(([listId, version]) =>
    found.has(listId)
      ? []
      : [{ pointer: pointerTo(["lists", listId]), detail: `list ${listId} has no version ${version}` }],
  );
};

/** A recorded order as each of two rulebooks sees it. Both are the same object unless the lists of the draft differ. */
export type InputsOfOrder = { readonly draft: OrderWithInputs; readonly active: OrderWithInputs };

/**
 * Prepares the inputs of a replay. Both rulebooks see the list versions that an order was decided with, and today's of lists
 * that it was decided without.
 * @param varied the versions that the draft sees instead
 */
export const recordedInputs = async (
  rulebooks: readonly { readonly compiled: CompiledRulebook }[],
  varied: ListVersions,
): Promise<(recorded: RecordedOrder) => Promise<InputsOfOrder>> => {
  const listIds = listIdsOf(rulebooks);
  const today = listIds.length === 0 ? {} : await findCurrentListVersions(database(), listIds);
  const used = new Set(listIds);
  const variedIds = Object.keys(varied).filter((listId) => used.has(listId));
  const versionsOf = (recorded: ListVersions): ListVersions =>
    Object.fromEntries(
      listIds.flatMap((id) => {
        const version = Object.hasOwn(recorded, id) ? recorded[id] : today[id];
        return version === undefined ? [] : [[id, version]];
      }),
    );
  return async ({ order, listVersions, ...recorded }) => {
    const inputs = { history: recorded.history ?? undefined, managers: recorded.managers ?? undefined };
    if (listIds.length === 0) {
      const active = withInputs(order, inputs);
      return { draft: active, active };
    }
    const versions = versionsOf(listVersions ?? {});
    const lists = await loadLists(versions);
    const active = withInputs(order, { lists, ...inputs });
    if (variedIds.length === 0) return { draft: active, active };
    const other = Object.fromEntries(variedIds.map((id) => [id, varied[id]!]));
    const draft = { ...active, lists: new Map([...lists, ...(await loadLists(other))]) };
    return { draft, active };
  };
};
