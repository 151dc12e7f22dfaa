/** Parses a line of the file as POST /orders parses a body. */
import { bodyHash, HASH_VERSION, orderHash } from "../../functions/orders/content-hash.ts";
import type { Problem } from "../../lib/contract/problem.ts";
import type { ImportedOrder } from "../../lib/database/imported-orders.ts";
import { lineCount, MAX_LINES, parseOrder } from "../../lib/domain/parse-order.ts";
import type { OrderVocabulary } from "../../lib/domain/product-type.ts";
import { err, ok, type Result } from "../../lib/domain/result.ts";
import { readBody } from "../../lib/http/request-body.ts";

/** Why a line is refused. */
export type Refusal = { readonly detail: string; readonly issues?: Problem["errors"] };

const asBody = (bytes: Buffer) => ({
  body: bytes.toString("base64"),
  isBase64Encoded: true,
  contentType: "application/json",
  contentEncoding: undefined,
});

/** @param vocabulary that of the active rulebook */
export const parseRecordedOrder = (
  bytes: Buffer,
  vocabulary: OrderVocabulary,
): Result<ImportedOrder, Refusal> => {
  const body = readBody(asBody(bytes), "json-by-rulebook");
  if (!body.ok) {
    const { detail, errors } = body.error.problem;
    return err({ detail: detail.replace("The body", "The line"), ...(errors ? { issues: errors } : {}) });
  }
  const { json, protoKeys } = body.value;
  if (lineCount(json) > MAX_LINES)
    return err({ detail: `An order must not have more than ${MAX_LINES} lines.` });
  const parsed = parseOrder(json, vocabulary, protoKeys);
  if (!parsed.ok) return err({ detail: "The order is invalid.", issues: [...parsed.error] });
  const order = parsed.value;
  const parsedHash = orderHash(order)!;
  return ok({ order, contentHash: bodyHash(json), parsedHash, parsedHashVersion: HASH_VERSION });
};
