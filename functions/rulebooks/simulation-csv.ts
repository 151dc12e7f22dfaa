/** A simulation as CSV: one row per difference, of every order that differs, in parts of bounded size. */
import { csvRecord } from "../../lib/contract/csv-table.ts";
import type { DocumentResponse } from "../../lib/http/response.ts";
import { DIFFERENCE_COLUMNS, differenceRows } from "../../lib/rulebook/difference-rows.ts";
import { type DifferenceSink, type Draft, type OrderSelection, simulate } from "./replay-orders.ts";

/** Lambda responds with at most 6 MB, and the differences of one more order must fit. */
const MAX_CSV_BYTES = 2_500_000;

const rowCollector = () => {
  const records: string[] = [];
  let bytes = 0;
  const add: DifferenceSink["add"] = (order, differences) => {
    for (const cells of differenceRows(order, differences)) {
      const record = csvRecord(cells);
      records.push(record);
      bytes += Buffer.byteLength(record);
    }
  };
  return { records, sink: { add, isFull: () => bytes > MAX_CSV_BYTES } };
};

type Query = Readonly<Record<string, string | undefined>>;

/** Relative to the request's path, so that the link is correct behind any stage or domain. */
const nextLink = (query: Query, cursor: string): string => {
  const given = Object.entries({ ...query, format: "csv", cursor }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return `<?${new URLSearchParams(given)}>; rel="next"`;
};

/**
 * Every part has the header. Where the orders go on is part of the Link header.
 * @param query that of the request, without format and cursor
 */
export const simulateAsCsv = async (
  clientId: string,
  draft: Draft,
  selection: OrderSelection,
  query: Query,
): Promise<DocumentResponse<200>> => {
  const { records, sink } = rowCollector();
  const { nextCursor } = await simulate(clientId, draft, selection, sink);
  return {
    kind: "document",
    status: 200,
    contentType: "text/csv; charset=utf-8",
    body: csvRecord(DIFFERENCE_COLUMNS) + records.join(""),
    headers: {
      "Content-Disposition": 'attachment; filename="differences.csv"',
      Vary: "Accept",
      ...(nextCursor === null ? {} : { Link: nextLink(query, nextCursor), "X-Next-Cursor": nextCursor }),
    },
  };
};
