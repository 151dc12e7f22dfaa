/** PUT and DELETE /lists/{listId}. */
import { parseRawList, readCsvList, readJsonList } from "../../lib/contract/list-body.ts";
import { listOperations } from "../../lib/contract/operations/lists.ts";
import {
  findListState,
  insertListDeletion,
  insertListVersion,
  listContentHash,
  lockLists,
  rulebooksUsingList,
} from "../../lib/database/lists.ts";
import { type ListKind, MAX_LIST_VALUES } from "../../lib/domain/list.ts";
import { authorOf, type Principal } from "../../lib/domain/scope.ts";
import type { Handler, HttpRequest } from "../../lib/http/handler.ts";
import { emptyResponse, jsonResponse, problem, validationProblem } from "../../lib/http/response.ts";
import { now } from "../../lib/runtime/clock.ts";
import { database } from "../../lib/runtime/database-pool.ts";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { headResponse } from "./lists.ts";

const readRaw = ({ body, query: { kind } }: HttpRequest<typeof listOperations.putList>) => {
  if (body.format === "csv") return readCsvList(body.text, kind);
  const raw = readJsonList(body.json, body.protoKeys);
  return raw.ok && raw.value.kind === undefined ? { ...raw, value: { ...raw.value, kind } } : raw;
};

const otherKindProblem = (listId: string, kind: ListKind) =>
  problem(409, `List ${listId} holds values of the kind ${kind}; another kind needs another list.`);

const store = (listId: string, kind: ListKind, items: readonly string[], principal: Principal) =>
  database().transaction(async (tx) => {
    await lockLists(tx, [listId]);
    const { current, nextVersion: version } = await findListState(tx, listId);
    if (current !== undefined && current.kind !== kind) return otherKindProblem(listId, current.kind);
    const contentHash = listContentHash(items);
    if (current?.contentHash.equals(contentHash)) return jsonResponse(200, headResponse(current));
    const head = { listId, kind, version, createdAt: now(), createdBy: authorOf(principal) };
    await insertListVersion(tx, { ...head, items, contentHash });
    return jsonResponse(200, headResponse({ ...head, size: items.length }));
  });

export const putList: Handler<typeof listOperations.putList> = async (request) => {
  const { listId } = request.params;
  const raw = readRaw(request);
  if (!raw.ok)
    return raw.error.kind === "tooMany"
      ? problem(413, `A list must not have more than ${MAX_LIST_VALUES} values.`)
      : validationProblem(raw.error.issues);
  const kind = raw.value.kind ?? (await findListState(database(), listId)).current?.kind;
  if (kind === undefined)
    return validationProblem([{ pointer: "/kind", detail: "is required for a new list" }]);
  const items = parseRawList(kind, raw.value);
  if (!items.ok) return validationProblem(items.error);
  const response = await store(listId, kind, items.value, request.principal);
  clearRulesCache();
  return response;
};

const inUseProblem = (listId: string, versions: readonly number[]) =>
  problem(
    409,
    `List ${listId} is used by rulebook ${versions.join(", ")}, which is active, scheduled or in the shadow.`,
  );

export const deleteList: Handler<typeof listOperations.deleteList> = async ({ params, principal }) => {
  const { listId } = params;
  return database().transaction(async (tx) => {
    await lockLists(tx, [listId]);
    const { current, nextVersion: version } = await findListState(tx, listId);
    if (current === undefined) return problem(404, listOperations.deleteList.notFound);
    const createdAt = now();
    const users = await rulebooksUsingList(tx, listId, createdAt);
    if (users.length > 0) return inUseProblem(listId, users);
    await insertListDeletion(tx, {
      listId,
      version,
      kind: current.kind,
      createdAt,
      createdBy: authorOf(principal),
    });
    return emptyResponse(204);
  });
};
