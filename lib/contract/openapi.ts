/** OpenAPI 3.1, made from the operations, their documentation and the zod schemas. */
import type * as z from "zod";
import { API_VERSION } from "./api-version.ts";
import {
  componentSchemas,
  type JsonSchema,
  jsonSchemaOf,
  referenceTo,
  schemaName,
} from "./component-schemas.ts";
import { type Documentation, documentation, type DocumentedResponse } from "./documentation.ts";
import { TASKS } from "../tasks/registry.ts";
import { operations } from "./operations.ts";
import {
  type BodyKind,
  type Operation,
  type Operations,
  problemsOf,
  type ResponseSpec,
} from "./operations/operation.ts";
import { PROBLEM_MEDIA_TYPE, PROBLEMS, type ProblemStatus, problemSchema } from "./problem.ts";

const PROBLEM = "Problem";
const TASK_TITLES = TASKS.map(({ title }) => title.en.toLowerCase()).join(", ");

/** @throws when the schema has no name, which would repeat it at every place where it is used */
const reference = (schema: z.ZodType, place: string): JsonSchema => {
  const name = schemaName(schema);
  if (name === undefined) throw new Error(`The schema of ${place} has no name; add .meta({ id }).`);
  return referenceTo(name);
};

type Content = Readonly<Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>>;

const TEXT: JsonSchema = { type: "string" };

const textContent = (mediaTypes: readonly string[]): Content =>
  Object.fromEntries(mediaTypes.map((type) => [type, { schema: TEXT }]));

const jsonContent = (schema: z.ZodType, place: string, example?: unknown): Content => ({
  "application/json": {
    schema: reference(schema, place),
    ...(example === undefined ? {} : { example }),
  },
});

const headersOf = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: TEXT }]),
  );

const REQUEST_ID = { "X-Request-Id": "the caller's own when it is well formed, else a new one" };

const responseOf = (
  { json, documents = [] }: ResponseSpec,
  { description, headers }: DocumentedResponse,
  place: string,
) => ({
  description,
  headers: headersOf({ ...REQUEST_ID, ...headers }),
  content: { ...(json === undefined ? {} : jsonContent(json, place)), ...textContent(documents) },
});

const PROBLEM_HEADERS: Partial<Record<ProblemStatus, Record<string, string>>> = {
  401: { "WWW-Authenticate": "Bearer" },
  429: { "Retry-After": "seconds" },
  503: { "Retry-After": "seconds" },
};

const problemResponse = (status: ProblemStatus) => ({
  description: PROBLEMS[status].title,
  headers: headersOf({ ...REQUEST_ID, ...PROBLEM_HEADERS[status] }),
  content: { [PROBLEM_MEDIA_TYPE]: { schema: referenceTo(PROBLEM) } } as Content,
});

const pathParameters = ({ params }: Operation) =>
  Object.entries(params?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: "path",
    required: true,
    schema: jsonSchemaOf(schema as z.ZodType),
  }));

const queryParameters = ({ query }: Operation) =>
  Object.entries(query?.shape ?? {}).map(([name, parameter]) => {
    const { description, ...schema } = jsonSchemaOf(parameter as z.ZodType);
    return { name, in: "query", description: String(description), schema };
  });

/** The media types of a request body besides JSON. */
const TEXT_BODIES: Readonly<Record<BodyKind, readonly string[]>> = {
  json: [],
  "optional-json": [],
  "json-by-rulebook": [],
  "json-or-yaml": ["application/yaml"],
  "json-or-csv": ["text/csv"],
};

const requestBodyOf = ({ body }: Operation, { example }: Documentation, id: string) => {
  if (body === undefined) return {};
  const content = {
    ...jsonContent(body.schema, `the body of ${id}`, example),
    ...textContent(TEXT_BODIES[body.kind]),
  };
  return { requestBody: { required: body.kind !== "optional-json", content } };
};

/** Of JSON that is read: lib/http/representation.ts adds the tag, and responds 304. */
const NOT_MODIFIED = {
  description: "not modified: the caller has it already",
  headers: headersOf(REQUEST_ID),
  content: {} as Content,
};
const isTagged = ({ method, responses }: Operation): boolean =>
  method === "GET" && responses[200]?.json !== undefined;
const ETAG = { ETag: "weak; send it as If-None-Match, and an unchanged response is 304 without a body" };

const successesOf = (operation: Operation, { responses }: Documentation, id: string) =>
  Object.entries(operation.responses).map(([status, spec]) => {
    const documented = responses[Number(status)]!;
    const headers = status === "200" && isTagged(operation) ? ETAG : {};
    const texts = { ...documented, headers: { ...headers, ...documented.headers } };
    return [status, responseOf(spec, texts, `response ${status} of ${id}`)] as const;
  });

const responsesOf = (operation: Operation, texts: Documentation, id: string) =>
  Object.fromEntries([
    ...successesOf(operation, texts, id),
    ...(isTagged(operation) ? [["304", NOT_MODIFIED] as const] : []),
    ...problemsOf(operation).map((status) => [String(status), problemResponse(status)] as const),
  ]);

const keyText = ({ scope }: Operation): string => {
  if (scope === null) return "No key is needed.";
  return scope === "any" ? "Any API key." : `Scope: \`${scope}\`.`;
};

const securityOf = ({ scope }: Operation) => {
  if (scope === null) return [];
  return [{ apiKey: scope === "any" ? [] : [scope] }];
};

const describe = (id: string, operation: Operation, texts: Documentation) => {
  return {
    operationId: id,
    tags: [texts.tag],
    summary: texts.summary,
    description: [texts.description, keyText(operation)].filter((text) => text !== undefined).join(" "),
    parameters: [...pathParameters(operation), ...queryParameters(operation)],
    ...requestBodyOf(operation, texts, id),
    responses: responsesOf(operation, texts, id),
    security: securityOf(operation),
  };
};

type Paths = Record<string, Record<string, ReturnType<typeof describe>>>;

/**
 * The paths of the description.
 * @throws when a body or response schema has no name; the message names the operation and the status
 */
export const describePaths = (
  described: Operations,
  texts: Readonly<Record<string, Documentation>>,
): Paths => {
  const paths: Paths = {};
  for (const [id, operation] of Object.entries(described)) {
    const { path, method } = operation;
    paths[path] = { ...paths[path], [method.toLowerCase()]: describe(id, operation, texts[id]!) };
  }
  return paths;
};

const schemasIn = (all: readonly Operation[]): Set<z.ZodType> =>
  new Set(
    all.flatMap(({ body, responses }) => [
      ...(body === undefined ? [] : [body.schema]),
      ...Object.values(responses).flatMap(({ json }) => (json === undefined ? [] : [json])),
    ]),
  );

export type OpenApi = ReturnType<typeof openApi>;

/** The whole description. */
export const openApi = () => ({
  openapi: "3.1.1",
  info: {
    title: "Despacho",
    version: API_VERSION,
    license: { name: "MIT", identifier: "MIT" },
    description: `Accepts paid orders and runs the tasks that follow from them (${TASK_TITLES}). Money is in whole minor units. Errors are RFC 9457 problems.`,
  },
  // Relative to this document, so that it is correct behind any stage or domain.
  servers: [{ url: "." }],
  paths: describePaths(operations, documentation),
  components: {
    schemas: componentSchemas([...schemasIn(Object.values(operations)), problemSchema]),
    securitySchemes: { apiKey: { type: "http", scheme: "bearer", description: "An API key." } },
  },
});
