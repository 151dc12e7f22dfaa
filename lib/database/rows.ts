/** Maps the rows of a result to objects whose names are the column names in camel case. */

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
export const readRows = ({ fields, rows }: Result): Record<string, unknown>[] => {
  const names = fields.map((field) => camelCase(field.name));
  const template = Object.fromEntries(names.map((name) => [name, null]));
  return rows.map((values) => {
    const row: Record<string, unknown> = { ...template };
    for (let index = 0; index < names.length; index++) row[names[index]!] = values[index];
    return row;
  });
};
