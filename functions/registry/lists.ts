/** GET /lists, /lists/{listId} and /lists/{listId}/versions. */
import { csvColumn } from "../../lib/contract/csv-column.ts";
import { encodeListCursor } from "../../lib/contract/list-cursor.ts";
import type { ResponseBody } from "../../lib/contract/operations/operation.ts";
import { listOperations } from "../../lib/contract/operations/lists.ts";
import { encodeCursor } from "../../lib/contract/order-cursor.ts";
import type { listHeadSchema } from "../../lib/contract/responses/lists.ts";
import {
  findList,
  findListState,
  type ListHead,
  listLists as listCurrent,
  listListVersions,
} from "../../lib/database/lists.ts";
import { listId as listIdSchema } from "../../lib/domain/list.ts";
import { preferredMediaType, splitExtension } from "../../lib/http/content-negotiation.ts";
import type { Handler } from "../../lib/http/handler.ts";
import { jsonResponse, problem } from "../../lib/http/response.ts";
import { database } from "../../lib/runtime/database-pool.ts";

/** A list without its values, as the API shows it. */
export const headResponse = ({
  createdAt,
  createdBy,
  listId,
  kind,
  version,
  size,
}: ListHead): ResponseBody<typeof listHeadSchema> => ({
  listId,
  kind,
  version,
  size,
  updatedAt: createdAt,
  updatedBy: createdBy,
});

/** The first `limit` of the rows that were found for a page, and whether there are more. */
const pageOf = <Row>(rows: readonly Row[], limit: number) => ({
  page: rows.slice(0, limit),
  last: rows.length > limit ? rows[limit - 1] : undefined,
});

export const listLists: Handler<typeof listOperations.listLists> = async ({
  query: { limit, cursor = "" },
}) => {
  const { page, last } = pageOf(await listCurrent(database(), { after: cursor, limit: limit + 1 }), limit);
  const nextCursor = last === undefined ? null : encodeListCursor(last.listId);
  return jsonResponse(200, { lists: page.map(headResponse), nextCursor });
};

export const readListVersions: Handler<typeof listOperations.readListVersions> = async ({
  params,
  query,
}) => {
  const { listId } = params;
  const { current } = await findListState(database(), listId);
  if (current === undefined) return problem(404, listOperations.readListVersions.notFound);
  const { limit, cursor } = query;
  const found = await listListVersions(database(), listId, { before: cursor, limit: limit + 1 });
  const { page, last } = pageOf(found, limit);
  const nextCursor = last === undefined ? null : encodeCursor(last.version);
  return jsonResponse(200, { listId, versions: page, nextCursor });
};

const CSV = "text/csv";
const MEDIA_TYPES = ["application/json", CSV] as const;

export const readList: Handler<typeof listOperations.readList> = async ({ params, query, header }) => {
  const { name: listId, has: asCsv } = splitExtension(params.listId, ".csv");
  const mediaType = asCsv ? CSV : preferredMediaType(header("accept"), MEDIA_TYPES);
  if (mediaType === undefined) return problem(406, `A list comes as ${MEDIA_TYPES.join(" or ")}.`);
  const isId = listIdSchema.safeParse(listId).success;
  const list = isId ? await findList(database(), listId, query.version) : undefined;
  if (list === undefined) return problem(404, listOperations.readList.notFound);
  const { items, ...head } = list;
  if (mediaType !== CSV)
    return jsonResponse(200, { ...headResponse(head), values: items }, { Vary: "Accept" });
  const headers = { "Content-Disposition": `attachment; filename="${listId}.csv"`, Vary: "Accept" };
  return {
    kind: "document",
    status: 200,
    contentType: "text/csv; charset=utf-8",
    body: csvColumn(items),
    headers,
  };
};
