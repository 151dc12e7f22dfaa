/** Reads a request body: size, media type, UTF-8, JSON syntax, JSON object, in that order. */
import { parseJson } from "../contract/json.ts";
import type { BodyKind } from "../contract/operations/operation.ts";
import type { ValidationIssue } from "../domain/validation-issue.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { hasUnstorableText } from "../domain/storable-text.ts";
import { type ProblemResponse, problem } from "./response.ts";

export type JsonBody = {
  readonly json: object;
  /** Whether recursion over the JSON is safe. */
  readonly withinDepthLimit: boolean;
  /** Issues of fields named `__proto__`, which a schema may ignore. */
  readonly protoKeys: readonly ValidationIssue[];
};

export type TextBody<Format extends string = "json" | "yaml"> = {
  readonly format: Format;
  /** As sent, decoded from UTF-8. */
  readonly text: string;
};

type Format = "json" | "yaml" | "csv";

/** The JSON of a body in another format is empty. */
export type RequestBody = JsonBody & TextBody<Format>;

/** Of a body, in bytes. */
export const MAX_BODY_BYTES = 1_048_576;

const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  ["application/json", "json"],
  ["application/yaml", "yaml"],
  ["application/x-yaml", "yaml"],
  ["text/yaml", "yaml"],
  ["text/csv", "csv"],
]);

/** The media types that an operation takes besides JSON; the first is the one that problems name. */
const textFormat = (kind: BodyKind): "yaml" | "csv" | undefined =>
  kind === "json-or-yaml" ? "yaml" : kind === "json-or-csv" ? "csv" : undefined;

/** `application/json; charset=utf-8` → `application/json`; undefined when the charset is not UTF-8. */
const mediaType = (contentType: string): string | undefined => {
  const [type = "", ...parameters] = contentType.split(";").map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length);
  return charset === undefined || /^"?utf-?8"?$/.test(charset) ? type : undefined;
};

const formatOf = (contentType: string | undefined, kind: BodyKind): Format | undefined => {
  const format = FORMATS.get(mediaType(contentType ?? "") ?? "");
  return format === "json" || format === textFormat(kind) ? format : undefined;
};

const TEXT_MEDIA_TYPES = { yaml: "application/yaml", csv: "text/csv" } as const;

const unsupportedMediaType = (kind: BodyKind) => {
  const format = textFormat(kind);
  const types = ["application/json", ...(format === undefined ? [] : [TEXT_MEDIA_TYPES[format]])];
  return problem(415, `The Content-Type must be ${types.join(" or ")} in UTF-8.`, {
    headers: { Accept: types.join(", ") },
  });
};

const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

type BodyProblem = ProblemResponse<400 | 413 | 415 | 422>;

const readJson = (text: string): Result<RequestBody, BodyProblem> => {
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const { detail, issues } = parsed.error;
    return err(problem(400, detail, issues === undefined ? {} : { errors: issues }));
  }
  const { json, withinDepthLimit, protoKeys } = parsed.value;
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    const errors = [{ pointer: "", detail: "must be an object" }];
    return err(problem(422, "The body must be a JSON object.", { errors }));
  }
  return ok({ format: "json", text, json, withinDepthLimit, protoKeys });
};

const textBody = (format: Format, text: string): RequestBody => ({
  format,
  text,
  json: {},
  withinDepthLimit: true,
  protoKeys: [],
});

const NO_BODY: RequestBody = { format: "json", text: "", json: {}, withinDepthLimit: true, protoKeys: [] };

/** The fields of API Gateway's event that hold the body. */
export type RawBody = {
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
};

const isIdentity = (contentEncoding = ""): boolean =>
  contentEncoding.split(",").every((coding) => ["", "identity"].includes(coding.trim().toLowerCase()));

const unsupportedEncoding = () =>
  problem(415, "The Content-Encoding must be identity: send the body uncompressed.", {
    headers: { "Accept-Encoding": "identity" },
  });

/** @returns the body, its JSON empty when it is a text or absent; or the problem response to send */
export const readBody = (
  { body, isBase64Encoded, contentType, contentEncoding }: RawBody,
  kind: BodyKind,
): Result<RequestBody, BodyProblem> => {
  const bytes = Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > MAX_BODY_BYTES) return err(problem(413, "The body must not be larger than 1 MiB."));
  if (bytes.length === 0)
    return kind === "optional-json" ? ok(NO_BODY) : err(problem(400, "The body is empty."));
  if (!isIdentity(contentEncoding)) return err(unsupportedEncoding());
  const format = formatOf(contentType, kind);
  if (format === undefined) return err(unsupportedMediaType(kind));
  const text = decode(bytes);
  if (text === undefined) return err(problem(400, "The body is not UTF-8."));
  if (format === "json") return readJson(text);
  return hasUnstorableText(text)
    ? err(problem(400, "The body holds NUL, which cannot be stored."))
    : ok(textBody(format, text));
};
