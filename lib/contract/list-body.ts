/** The body of `PUT /lists/{listId}`: JSON, or CSV with one value a line. */
import * as z from "zod";
import { LIST_KINDS, type ListKind, MAX_LIST_VALUES, parseListValues } from "../domain/list.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { parseFields, type ValidationIssue } from "../domain/validation-issue.ts";
import { parseCsvColumn } from "./csv-column.ts";

export const listKind = z
  .enum(LIST_KINDS)
  .describe("what the values are; needed for a new list, and a list keeps its kind");

export const listBody = z
  .strictObject({
    kind: listKind.optional(),
    values: z
      .array(z.string())
      .max(MAX_LIST_VALUES)
      .describe("a value that comes twice counts once; e-mails and domains are kept in lower case"),
  })
  .meta({ id: "ListBody" });

/** The values as sent, and of CSV the line of each. */
export type RawList = {
  readonly kind: ListKind | undefined;
  readonly values: readonly string[];
  readonly lines?: readonly number[];
};

type Issue = ValidationIssue & { readonly line?: number };

export type ListBodyError =
  | { readonly kind: "tooMany" }
  | { readonly kind: "invalid"; readonly issues: readonly Issue[] };

const TOO_MANY = err<ListBodyError>({ kind: "tooMany" });
const invalid = (issues: readonly Issue[]) => err<ListBodyError>({ kind: "invalid", issues });

/** @param protoKeys issues of fields named `__proto__` */
export const readJsonList = (
  json: object,
  protoKeys: readonly ValidationIssue[],
): Result<RawList, ListBodyError> => {
  // Before the schema: the issues of a million values would take long.
  if ("values" in json && Array.isArray(json.values) && json.values.length > MAX_LIST_VALUES) return TOO_MANY;
  const parsed = parseFields(listBody, json);
  if (!parsed.ok || protoKeys.length > 0) return invalid([...protoKeys, ...(parsed.ok ? [] : parsed.error)]);
  return ok({ kind: parsed.value.kind, values: parsed.value.values });
};

/** @param kind the query parameter */
export const readCsvList = (text: string, kind: ListKind | undefined): Result<RawList, ListBodyError> => {
  const parsed = parseCsvColumn(text);
  if (!parsed.ok)
    return invalid(
      parsed.error.map(({ line, detail }) => ({ pointer: "", line, detail: `line ${line} ${detail}` })),
    );
  if (parsed.value.length > MAX_LIST_VALUES) return TOO_MANY;
  return ok({
    kind,
    values: parsed.value.map(({ value }) => value),
    lines: parsed.value.map(({ line }) => line),
  });
};

const withLine = ({ pointer, detail }: ValidationIssue, lines: readonly number[] | undefined): Issue => {
  const line = lines?.[Number(/^\/values\/(\d+)$/.exec(pointer)?.[1])];
  return line === undefined ? { pointer, detail } : { pointer, line, detail: `line ${line}: ${detail}` };
};

/** Parses the values of a list of a kind; the issues of CSV name the line. */
export const parseRawList = (
  kind: ListKind,
  { values, lines }: RawList,
): Result<readonly string[], readonly Issue[]> => {
  const parsed = parseListValues(kind, values);
  return parsed.ok ? parsed : err(parsed.error.map((issue) => withLine(issue, lines)));
};
