/** Reads path and query parameters with the schemas of an operation. */
import type { APIGatewayProxyEvent } from "aws-lambda";
import type * as z from "zod";
import type { Operation } from "../contract/operations/operation.ts";
import { UNSTORABLE_TEXT } from "../domain/fields.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { hasUnstorableText } from "../domain/storable-text.ts";
import { parameterProblem, type ProblemResponse, problem } from "./response.ts";

const MAX_NAME_LENGTH = 100;
const shown = (name: string): string => name.slice(0, MAX_NAME_LENGTH);

/**
 * The query parameters as text.
 * @returns a 422 problem response when one is given twice
 */
export const readQueryText = (
  event: APIGatewayProxyEvent,
): Result<Readonly<Record<string, string>>, ProblemResponse<422>> => {
  const all = Object.entries(event.multiValueQueryStringParameters ?? {});
  const repeated = all.find(([, values]) => (values?.length ?? 0) > 1);
  if (repeated !== undefined) return err(parameterProblem(shown(repeated[0]), "must be given once"));
  const given = Object.entries(event.queryStringParameters ?? {}).filter(([, value]) => value !== undefined);
  return ok(Object.fromEntries(given) as Record<string, string>);
};

const unknownParameter = (schema: z.ZodObject, name: string): ProblemResponse<422> =>
  parameterProblem(shown(name), `is unknown; there are ${Object.keys(schema.shape).join(", ")}`);

/** The name of a parameter whose value Postgres cannot store, as the audit trail would. */
const unstorableIn = (given: APIGatewayProxyEvent["pathParameters"]): string | undefined =>
  Object.entries(given ?? {}).find(([, value]) => value !== undefined && hasUnstorableText(value))?.[0];

/**
 * Parses the query with a strict schema: an ignored misspelt filter would return everything.
 * @returns a 422 problem response for the first parameter that is unknown or does not match
 */
export const parseQuery = (
  schema: z.ZodObject,
  query: Readonly<Record<string, string>>,
): Result<object, ProblemResponse<422>> => {
  const parsed = schema.safeParse(query);
  const unstorable = unstorableIn(query);
  if (parsed.success && unstorable === undefined) return ok(parsed.data);
  const issue = parsed.error?.issues[0];
  if (issue?.code === "unrecognized_keys") return err(unknownParameter(schema, issue.keys[0] ?? ""));
  const name = String(issue?.path[0] ?? unstorable ?? "");
  return err(parameterProblem(name, issue?.message ?? UNSTORABLE_TEXT));
};

/** @returns the parsed path parameters, or the 404 or 422 problem response of the operation */
export const parsePath = (
  { params, notFound }: Operation,
  given: APIGatewayProxyEvent["pathParameters"],
): Result<object, ProblemResponse<404 | 422>> => {
  if (params === undefined) return ok({});
  const parsed = params.safeParse(given ?? {});
  const unstorable = unstorableIn(given);
  if (parsed.success && unstorable === undefined) return ok(parsed.data);
  if (notFound !== undefined) return err(problem(404, notFound));
  const issue = parsed.error?.issues[0];
  const name = String(issue?.path[0] ?? unstorable ?? "");
  return err(parameterProblem(name, issue?.message ?? UNSTORABLE_TEXT, "path"));
};
