/** One page of a statement's entries, within the limit of entries and that of a response's size. */
import type { StatementEntry } from "../../lib/database/statement-entries.ts";

type ListEntries = (page: {
  limit: number;
  after?: string | undefined;
}) => Promise<readonly StatementEntry[]>;

export type StatementPage<Row> = {
  readonly rows: readonly Row[];
  /** The entry after which the next page begins; undefined on the last page. */
  readonly continuesAfter: string | undefined;
};

export type PageOptions<Row> = {
  /** The entry after which the page begins. */
  readonly after?: string | undefined;
  readonly limit: number;
  readonly render: (entry: StatementEntry) => Row;
};

/** Below Lambda's limit of 6 291 456 bytes for a response, which counts the body as a JSON string. */
const MAX_PAGE_BYTES = 5_000_000;

/** A query reads no more entries than this, which bounds memory and time. */
const MAX_ENTRIES_PER_QUERY = 4_000;

/** Reads entries until the page is full; one entry always fits. */
export const readStatementPage = async <Row>(
  list: ListEntries,
  { after, limit, render }: PageOptions<Row>,
): Promise<StatementPage<Row>> => {
  const rows: Row[] = [];
  let last = after;
  let bytes = 0;
  for (;;) {
    const wanted = Math.min(limit - rows.length, MAX_ENTRIES_PER_QUERY);
    const found = await list({ limit: wanted + 1, after: last });
    for (const entry of found.slice(0, wanted)) {
      const row = render(entry);
      bytes += Buffer.byteLength(JSON.stringify(row));
      if (bytes > MAX_PAGE_BYTES && rows.length > 0) return { rows, continuesAfter: last };
      rows.push(row);
      last = entry.entryId;
    }
    if (found.length <= wanted) return { rows, continuesAfter: undefined };
    if (rows.length >= limit) return { rows, continuesAfter: last };
  }
};
