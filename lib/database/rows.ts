/** The rows of queries: their schemas, and the mapping of column names to camel case. */
import * as z from "zod";

/** A query with the schema of its rows. The schema types the rows; in tests every row is also checked against it. */
export type Query<R> = { readonly text: string; readonly row: z.ZodType<R> };

/**
 * A query whose rows match the schema.
 * @param row the columns in camel case, all of them
 */
export const query = <R>(row: z.ZodType<R>, text: string): Query<R> => ({ text, row });

/** The schema of a row: exactly these columns. */
export const rowOf = <S extends z.ZodRawShape>(shape: S) => z.strictObject(shape).readonly();

/** A jsonb column. Its content is validated before it is stored, so the schema does not validate it again. */
export const json = <T>() => z.custom<T>((value) => value !== undefined);

/** A timestamptz column: an instant in RFC 3339 or `-infinity`. */
export const instant = z.string().regex(/^((\d{4}|[+-]\d{6})-\d\d-\d\dT[\d:.]+Z|-?infinity)$/);

/** A bytea column. */
export const bytes = z.custom<Buffer>(Buffer.isBuffer);

let checksRows = false;

/** Checks the rows of every `Query` against its schema from now on. For tests. */
export const enableRowChecks = (): void => {
  checksRows = true;
};

const camelCased = new Map<string, string>();

/** `order_no` as `orderNo`. The number of distinct columns is small, so the names are cached. */
const camelCase = (column: string): string => {
  let name = camelCased.get(column);
  if (name === undefined) {
    name = column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    camelCased.set(column, name);
  }
  return name;
};

type Result = {
  readonly fields: readonly { readonly name: string }[];
  readonly rows: readonly (readonly unknown[])[];
};

/** The rows of a result as objects. The names are computed once per result, not per row. */
const toObjects = ({ fields, rows }: Result): Record<string, unknown>[] => {
  const names = fields.map((field) => camelCase(field.name));
  const template = Object.fromEntries(names.map((name) => [name, null]));
  return rows.map((values) => {
    const row: Record<string, unknown> = { ...template };
    for (let index = 0; index < names.length; index++) row[names[index]!] = values[index];
    return row;
  });
};

/**
 * The rows of a query's result as objects.
 * @throws ZodError when row checks are enabled and a row does not match the schema
 */
export const readRows = <R>(source: string | Query<R>, result: Result): R[] => {
  const rows = toObjects(result);
  if (checksRows && typeof source !== "string") for (const row of rows) source.row.parse(row);
  return rows as R[];
};
