/** Reads a request body strictly: size, media type, UTF-8, JSON, an object, in that order. */
import { parseJson } from "../contract/json.ts";
import type { BodyKind } from "../contract/operations.ts";
import type { ValidationIssue } from "../contract/problem.ts";
import { hasUnstorableText } from "../domain/storable-text.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { type HttpResponse, problem } from "./response.ts";

export type RequestBody = {
  readonly format: "none" | "json" | "yaml";
  /** As it was sent. */
  readonly text: string;
  /** The JSON object; empty when the body is YAML, or nothing. */
  readonly json: object;
  /** Whether recursion over the JSON is safe. */
  readonly withinDepthLimit: boolean;
  /** Faults found in the text that a schema could pass over. */
  readonly protoKeys: readonly ValidationIssue[];
};

const EMPTY: RequestBody = { format: "none", text: "", json: {}, withinDepthLimit: true, protoKeys: [] };
const MAX_BYTES = 1_048_576;

const YAML = new Set(["application/yaml", "application/x-yaml", "text/yaml"]);

/** `application/json; charset=utf-8` → the media type, when its charset is one we read. */
const mediaType = (contentType: string): string | undefined => {
  const [type = "", ...parameters] = contentType.split(";").map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length);
  return charset === undefined || /^"?utf-?8"?$/.test(charset) ? type : undefined;
};

const formatOf = (contentType: string | undefined, kind: BodyKind): "json" | "yaml" | undefined => {
  const type = mediaType(contentType ?? "");
  if (type === "application/json") return "json";
  return kind === "json-or-yaml" && type !== undefined && YAML.has(type) ? "yaml" : undefined;
};

const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const NOT_AN_OBJECT = problem(422, "The body must be a JSON object.", {
  errors: [{ pointer: "", detail: "must be an object" }],
});

const readJson = (text: string): Result<RequestBody, HttpResponse> => {
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const { detail, issues } = parsed.error;
    return err(problem(400, detail, issues === undefined ? {} : { errors: issues }));
  }
  const { json, withinDepthLimit, protoKeys } = parsed.value;
  if (typeof json !== "object" || json === null || Array.isArray(json)) return err(NOT_AN_OBJECT);
  return ok({ format: "json", text, json, withinDepthLimit, protoKeys });
};

const unsupportedMediaType = (kind: BodyKind): HttpResponse => {
  const types = kind === "json-or-yaml" ? ["application/json", "application/yaml"] : ["application/json"];
  return problem(415, `The Content-Type must be ${types.join(" or ")} in UTF-8.`, {
    headers: { Accept: types.join(", ") },
  });
};

/** What came in, as far as reading the body needs it. */
export type RawBody = {
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
  readonly contentType: string | undefined;
};

/** @returns the body, or the problem response to send */
export const readBody = (incoming: RawBody, kind: BodyKind): Result<RequestBody, HttpResponse> => {
  if (kind === "none") return ok(EMPTY);
  const bytes = Buffer.from(incoming.body ?? "", incoming.isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > MAX_BYTES) return err(problem(413, "The body must not be larger than 1 MiB."));
  if (bytes.length === 0)
    return kind === "optional-json" ? ok(EMPTY) : err(problem(400, "The body is empty."));
  const format = formatOf(incoming.contentType, kind);
  if (format === undefined) return err(unsupportedMediaType(kind));
  const text = decode(bytes);
  if (text === undefined) return err(problem(400, "The body is not UTF-8."));
  if (format === "json") return readJson(text);
  return hasUnstorableText(text)
    ? err(problem(400, "The body holds NUL, which cannot be stored."))
    : ok({ ...EMPTY, format, text });
};
