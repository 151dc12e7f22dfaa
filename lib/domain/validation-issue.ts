/** Validation issues: a JSON pointer into the value and a sentence that says what is wrong there. */
import type * as z from "zod";
import { err, ok, type Result } from "./result.ts";
import { INSTANT_FORMAT } from "./instant.ts";
import { nearestName } from "./near-name.ts";
import { pointerTo } from "./json-pointer.ts";

/** One issue of a body: where it is (RFC 6901; "" is the whole body) and what is wrong. */
export type ValidationIssue = { readonly pointer: string; readonly detail: string };

type Issue = z.core.$ZodIssue;

const KINDS: Record<string, string> = {
  string: "text",
  int: "a whole number",
  number: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

const sizeUnit = (origin: string): string | undefined =>
  ({ string: "characters", array: "entries", set: "entries" })[origin];

const bound = (word: "at least" | "at most", limit: number | bigint, origin: string): string => {
  const unit = sizeUnit(origin);
  if (unit === undefined) return `must be ${word} ${limit}`;
  if (word === "at least" && Number(limit) === 1) return "must not be empty";
  return `must have ${word} ${limit} ${unit}`;
};

const FORMATS: Record<string, string> = {
  email: "must be an e-mail address",
  datetime: INSTANT_FORMAT,
  url: "must be a URL",
  uuid: "must be a UUID",
};

const listed = (values: readonly unknown[]): string => values.map((value) => String(value)).join(", ");

/** What is wrong with the value at the issue's path. */
const sentence = (issue: Issue): string => {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return "is required";
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case "too_small":
      return bound("at least", issue.minimum, issue.origin);
    case "too_big":
      // zod reports an integer beyond the safe range as one that is too big for its format.
      return bound("at most", issue.maximum, issue.origin);
    case "invalid_format":
      return FORMATS[issue.format] ?? issue.message;
    case "invalid_value":
      return issue.values.length === 1
        ? `must be ${listed(issue.values)}`
        : `must be one of ${listed(issue.values)}`;
    case "invalid_key":
      return `the name ${issue.issues.map(sentence).join(" and ")}`;
    default:
      return issue.message;
  }
};

const SHOWN = 100;

/** An unknown name, shortened and quoted. */
const shownName = (name: string): string =>
  JSON.stringify(name.length > SHOWN ? `${name.slice(0, SHOWN)}…` : name);

/** The issue of a field that the schema does not have. */
const unknownField = (
  path: readonly PropertyKey[],
  name: string,
  fieldNames: readonly string[],
): ValidationIssue => {
  const near = nearestName(name, fieldNames);
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  return { pointer: pointerTo([...path, name]), detail: `unknown field ${shownName(name)}${hint}` };
};

/**
 * Turns the issues of zod into validation issues.
 * @param prefix the path of the value in the body
 * @param fieldNames the names of the schema's fields, to suggest one for an unknown name
 */
export const toValidationIssues = (
  issues: readonly Issue[],
  prefix: readonly PropertyKey[] = [],
  fieldNames: readonly string[] = [],
): ValidationIssue[] =>
  issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path];
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => unknownField(path, key, issue.path.length === 0 ? fieldNames : []));
    return [{ pointer: pointerTo(path), detail: sentence(issue) }];
  });

// A wrong value often fails several checks; the first is the most useful.
const firstAtEachPointer = (issues: readonly ValidationIssue[]): ValidationIssue[] => {
  const seen = new Set<string>();
  return issues.filter(({ pointer }) => !seen.has(pointer) && seen.add(pointer));
};

/** Parses a value with a strict object schema. */
export const parseFields = <S extends z.ZodObject>(
  schema: S,
  value: unknown,
  prefix: readonly PropertyKey[] = [],
): Result<z.output<S>, readonly ValidationIssue[]> => {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return ok(parsed.data);
  return err(firstAtEachPointer(toValidationIssues(parsed.error.issues, prefix, Object.keys(schema.shape))));
};
