/** Imports a file of recorded orders, batch by batch. */
import { isSameContent } from "../../functions/orders/content-hash.ts";
import { type ImportedOrder, insertImportedOrders } from "../../lib/database/imported-orders.ts";
import { findOrders } from "../../lib/database/orders.ts";
import type { Sql } from "../../lib/database/sql.ts";
import type { OrderVocabulary } from "../../lib/domain/product-type.ts";
import { MAX_BODY_BYTES } from "../../lib/http/request-body.ts";
import { byteLines } from "./byte-lines.ts";
import { parseRecordedOrder, type Refusal } from "./parse-recorded-order.ts";

/** Of one statement; together with the number of lines it bounds the memory. */
const MAX_BATCH_ORDERS = 500;
const MAX_BATCH_LINES = 5_000;

export type RefusedLine = Refusal & {
  /** From 1. */
  readonly line: number;
  readonly orderId?: string;
};

export type ImportTarget = {
  readonly sql: Sql;
  readonly clientId: string;
  /** The active rulebook: the orders are parsed with its vocabulary. */
  readonly rulebook: { readonly version: number; readonly vocabulary: OrderVocabulary };
};

export type ImportProgress = {
  readonly bytesRead: number;
  readonly imported: number;
  /** Orders that the client has already, with the same content. */
  readonly skipped: number;
  readonly refused: number;
};

export type ImportListener = {
  reject(line: RefusedLine): void;
  /** Called after every batch. */
  progress(progress: ImportProgress): void;
};

type Batch = Map<string, { readonly line: number; readonly recorded: ImportedOrder }>;

/** Stores a batch. @returns the lines of orders that the client has with other content */
const storeBatch = async ({ sql, clientId, rulebook }: ImportTarget, batch: Batch) => {
  const orders = [...batch.values()].map(({ recorded }) => recorded);
  const inserted = await insertImportedOrders(sql, clientId, rulebook.version, orders);
  const others = [...batch.keys()].filter((orderId) => !inserted.has(orderId));
  const stored = others.length === 0 ? [] : await findOrders(sql, clientId, others);
  const refused = stored.flatMap((found): RefusedLine[] => {
    const { line, recorded } = batch.get(found.orderId)!;
    if (isSameContent(found, { bodyHash: recorded.contentHash, order: recorded.order })) return [];
    const { orderId } = found;
    return [{ line, orderId, detail: `There is already an order ${orderId} with different content.` }];
  });
  return { imported: inserted.size, skipped: others.length - refused.length, refused };
};

/**
 * Imports a file. Running it again imports only what is missing.
 * @throws NodeJS.ErrnoException when the file cannot be read, DatabaseUnavailableError
 */
export const importOrders = async (
  target: ImportTarget,
  file: string,
  listener: ImportListener,
): Promise<ImportProgress> => {
  const total = { bytesRead: 0, imported: 0, skipped: 0, refused: 0 };
  const batch: Batch = new Map();
  let lines = 0;
  const reject = (line: RefusedLine): void => {
    total.refused += 1;
    listener.reject(line);
  };
  const flush = async (): Promise<void> => {
    if (batch.size > 0) {
      const stored = await storeBatch(target, batch);
      total.imported += stored.imported;
      total.skipped += stored.skipped;
      stored.refused.forEach(reject);
      batch.clear();
      lines = 0;
    }
    listener.progress(total);
  };
  for await (const { number, bytes, bytesRead } of byteLines(file, MAX_BODY_BYTES)) {
    total.bytesRead = bytesRead;
    if (bytes.toString("latin1").trim() === "") continue;
    const parsed = parseRecordedOrder(bytes, target.rulebook.vocabulary);
    if (!parsed.ok) {
      reject({ line: number, ...parsed.error });
      continue;
    }
    const { orderId, lines: orderLines } = parsed.value.order;
    // Two orders of one id are compared with each other once the first is stored.
    if (batch.has(orderId)) await flush();
    batch.set(orderId, { line: number, recorded: parsed.value });
    lines += orderLines.length;
    if (batch.size >= MAX_BATCH_ORDERS || lines >= MAX_BATCH_LINES) await flush();
  }
  await flush();
  return total;
};
