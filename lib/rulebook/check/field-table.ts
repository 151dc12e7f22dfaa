/** The fields of a vocabulary as a table, for editors and for the guide. */
import { CANCELLATION } from "../../domain/cancellation-facts.ts";
import {
  METADATA_VALUE,
  type FieldInfo,
  type Fields,
  type ValueType,
  type Vocabulary,
} from "./vocabulary.ts";

/** A field that a condition can read. */
export type FieldEntry = {
  readonly path: string;
  readonly type: ValueType;
  /** A condition that proves that it is there; absent for a field that every order, or every line, has. */
  readonly guard?: string;
  /** The types of line that may have it; absent when all may. */
  readonly lineTypes?: readonly string[];
  /** The only values that it has. */
  readonly values?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
};

const typeGuard = (types: readonly string[]): string =>
  types.length === 1
    ? `line.type == ${JSON.stringify(types[0])}`
    : `line.type in [${types.map((type) => JSON.stringify(type)).join(", ")}]`;

/** Of a field within an optional group, the guard of the field proves the group too. */
const guardOf = (path: string, info: FieldInfo, outer: string | undefined): string | undefined => {
  const { optional, unguarded, requiredOn, availableOn } = info;
  if (!optional || unguarded) return outer;
  const isEverywhere = requiredOn !== undefined && requiredOn.size === availableOn?.size;
  return isEverywhere ? typeGuard([...requiredOn]) : `has(${path})`;
};

const entryOf = (path: string, info: FieldInfo, guard: string | undefined): FieldEntry => ({
  path,
  type: info.type,
  ...(guard === undefined ? {} : { guard }),
  ...(info.availableOn ? { lineTypes: [...info.availableOn] } : {}),
  ...(info.values ? { values: info.values } : {}),
  ...(info.minimum === undefined ? {} : { minimum: info.minimum }),
  ...(info.maximum === undefined ? {} : { maximum: info.maximum }),
});

/** The fields of a group; a key of a map stands for any. */
const innerFields = ({ type, fields }: FieldInfo): Fields =>
  type === "map" ? new Map([["<key>", METADATA_VALUE]]) : (fields ?? new Map());

const entriesOf = (owner: string, fields: Fields, outer?: string): readonly FieldEntry[] =>
  [...fields].flatMap(([name, info]) => {
    const path = `${owner}.${name}`;
    const guard = guardOf(path, info, outer);
    return [entryOf(path, info, guard), ...entriesOf(path, innerFields(info), guard)];
  });

/** Every field of orders, lines and cancellations, in the order of the vocabulary. */
export const fieldTable = ({ order, line, cancellation }: Vocabulary): readonly FieldEntry[] => [
  ...entriesOf("order", order),
  ...entriesOf("line", line),
  ...entriesOf(CANCELLATION, cancellation),
];
