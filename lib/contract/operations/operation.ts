/** What an operation of the API is: its place, its scope, and the schemas of its request and its responses. */
import type * as z from "zod";
import type { Scope } from "../../domain/scope.ts";
import type { ProblemStatus } from "../problem.ts";

export type RequestBodySpec =
  /** A JSON object, parsed with the schema. `optional-json` takes an empty body for the empty object. */
  | { readonly kind: "json" | "optional-json"; readonly schema: z.ZodObject }
  /**
   * A JSON object that the handler parses, because its schema depends on the product types of the active rulebook.
   * `schema` describes it in OpenAPI.
   */
  | { readonly kind: "json-by-rulebook"; readonly schema: z.ZodType }
  /** The text of a JSON or YAML document, which the handler parses. `schema` describes it in OpenAPI. */
  | { readonly kind: "json-or-yaml"; readonly schema: z.ZodType }
  /** A JSON object or the text of a CSV document, which the handler parses. `schema` describes the object in OpenAPI. */
  | { readonly kind: "json-or-csv"; readonly schema: z.ZodType };

export type BodyKind = RequestBodySpec["kind"];

/** Without a schema and media types the response has no body. */
export type ResponseSpec = {
  /** The schema of the `application/json` body. */
  readonly json?: z.ZodType;
  /** Media types beside, or instead of, JSON. */
  readonly documents?: readonly string[];
};

export type Operation = {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  /** The scope that the API key needs; `any` when every key will do, null when none is needed. */
  readonly scope: Scope | "any" | null;
  /** The path parameters, decoded. */
  readonly params?: z.ZodObject;
  /**
   * The detail of the 404 problem. A path parameter that does not match its schema is 404 as well, because no such
   * resource can exist; without `notFound` it is 422.
   */
  readonly notFound?: string;
  /** The query parameters. Without a schema they are ignored. */
  readonly query?: z.ZodObject;
  /** Without one, a body is ignored. */
  readonly body?: RequestBodySpec;
  /** Successful responses by status. */
  readonly responses: Readonly<Record<number, ResponseSpec>>;
  /** Problems beyond those that follow from scope, body and `notFound`. */
  readonly problems?: readonly ProblemStatus[];
};

export type Operations = Readonly<Record<string, Operation>>;

/** A value as a response schema describes it, with nothing to be written to. */
export type ResponseBody<Schema extends z.ZodType> = DeepReadonly<z.output<Schema>>;

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

const KEY_PROBLEMS = [401, 403, 429, 503] as const;
const BODY_PROBLEMS = [400, 413, 415, 422] as const;

/** The statuses of the problems that an operation may respond with; 500 is possible everywhere. */
export type ProblemOf<Op extends Operation> =
  | (Op extends { readonly problems: readonly (infer Status extends ProblemStatus)[] } ? Status : never)
  | (Op extends { readonly notFound: string } ? 404 : never)
  | (Op extends { readonly body: RequestBodySpec } ? (typeof BODY_PROBLEMS)[number] : never)
  | (Op["scope"] extends null ? never : (typeof KEY_PROBLEMS)[number])
  | 500;

/** The statuses of an operation's problems, ascending. A status that has a response of its own is left out. */
export const problemsOf = ({
  scope,
  body,
  notFound,
  problems = [],
  responses,
}: Operation): ProblemStatus[] => {
  const all = new Set<ProblemStatus>([
    ...problems,
    ...(notFound === undefined ? [] : [404 as const]),
    ...(body === undefined ? [] : BODY_PROBLEMS),
    ...(scope === null ? [] : KEY_PROBLEMS),
    500,
  ]);
  return [...all].filter((status) => responses[status] === undefined).sort((a, b) => a - b);
};
