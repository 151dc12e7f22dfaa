/** Query parameters: typed, and refused when they are unknown, so that a misspelt filter cannot pass for no filter. */
import type * as z from "zod";
import { err, ok, type Result } from "../domain/result.ts";
import { type HttpResponse, parameterProblem } from "./response.ts";

/** Parses the query with a strict schema, whose messages read on from "The query parameter x …". */
export const readParameters = <S extends z.ZodObject>(
  schema: S,
  query: ReadonlyMap<string, string>,
): Result<z.output<S>, HttpResponse> => {
  const parsed = schema.safeParse(Object.fromEntries(query));
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  if (issue?.code === "unrecognized_keys") {
    const names = Object.keys(schema.shape).join(", ");
    const detail = names === "" ? "is unknown; none is expected here" : `is unknown; there are ${names}`;
    return err(parameterProblem((issue.keys[0] ?? "").slice(0, 100), detail));
  }
  return err(parameterProblem(String(issue?.path[0] ?? ""), issue?.message ?? "is malformed"));
};
