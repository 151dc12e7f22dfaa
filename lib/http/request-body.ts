/** Reads a request body strictly: size, media type, UTF-8, JSON, an object, in that order. */
import { parseJson } from "../contract/json.ts";
import type { BodyKind } from "../contract/operations.ts";
import type { ValidationIssue } from "../contract/problem.ts";
import { hasUnstorableText } from "../domain/storable-text.ts";
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

const NOTHING: RequestBody = { format: "none", text: "", json: {}, withinDepthLimit: true, protoKeys: [] };
const MOST_BYTES = 1_048_576;

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

const readJson = (text: string): RequestBody | HttpResponse => {
  const parsed = parseJson(text);
  if (!parsed.ok)
    return problem(400, parsed.detail, parsed.issues === undefined ? {} : { errors: parsed.issues });
  const { value, withinDepthLimit: shallow, protoKeys: hidden } = parsed;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return problem(422, "The body must be a JSON object.", {
      errors: [{ pointer: "", detail: "must be an object" }],
    });
  return { format: "json", text, json: value, withinDepthLimit: shallow, protoKeys: hidden };
};

/** What came in, as far as reading the body needs it. */
export type RawBody = {
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
  readonly contentType: string | undefined;
};

/** @returns the body, or the answer that refuses it */
export const readBody = (incoming: RawBody, kind: BodyKind): RequestBody | HttpResponse => {
  if (kind === "none") return NOTHING;
  const bytes = Buffer.from(incoming.body ?? "", incoming.isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > MOST_BYTES) return problem(413, "The body must not be larger than 1 MiB.");
  if (bytes.length === 0) return kind === "optional-json" ? NOTHING : problem(400, "The body is empty.");
  const format = formatOf(incoming.contentType, kind);
  if (format === undefined) {
    const types = kind === "json-or-yaml" ? "application/json or application/yaml" : "application/json";
    return problem(415, `The Content-Type must be ${types} in UTF-8.`, {
      headers: {
        Accept: kind === "json-or-yaml" ? "application/json, application/yaml" : "application/json",
      },
    });
  }
  const text = decode(bytes);
  if (text === undefined) return problem(400, "The body is not UTF-8.");
  if (format === "json") return readJson(text);
  return hasUnstorableText(text)
    ? problem(400, "The body holds NUL, which cannot be stored.")
    : { ...NOTHING, format, text };
};
