/** OpenAPI 3.1, made from the operations, their documentation and the zod schemas. */
import * as z from "zod";
import * as orders from "./responses/orders.ts";
import * as reports from "./responses/reports.ts";
import * as rulebooks from "./responses/rulebooks.ts";
import { type Documentation, documentation, type DocumentedResponse } from "./documentation.ts";
import { type Operation, type OperationId, operations } from "./operations.ts";
import { PROBLEM_MEDIA_TYPE, PROBLEMS, type ProblemStatus, problemSchema } from "./problem.ts";
import { agentBody, catalogueBody } from "./registry-bodies.ts";
import { orderBodySchema, rulebookBodySchema } from "./request-schemas.ts";
import { activationBody, simulationBody } from "./rulebook-bodies.ts";

export type JsonSchema = { readonly [key: string]: unknown };

/** The schemas that have a name of their own. */
const NAMED: Readonly<Record<string, z.ZodType>> = {
  OrderBody: orderBodySchema,
  Order: orders.orderResponseSchema,
  OrderDetail: orders.orderDetailSchema,
  OrderList: orders.orderListSchema,
  Task: orders.taskSchema,
  Because: orders.becauseSchema,
  WhyNot: orders.whyNotSchema,
  Line: orders.lineResponseSchema,
  Retry: orders.retryResponseSchema,
  Decision: orders.decisionSchema,
  PackingSlip: reports.slipSchema,
  Membership: reports.membershipSchema,
  Statement: reports.statementSchema,
  AgentBody: agentBody,
  Agent: reports.agentSchema,
  CatalogueBody: catalogueBody,
  CatalogueEntry: reports.catalogueEntrySchema,
  RulebookBody: rulebookBodySchema,
  SavedRulebook: rulebooks.savedRulebookSchema,
  RulebookList: rulebooks.rulebookListSchema,
  Rulebook: rulebooks.rulebookSchema,
  RulebookFault: rulebooks.rulebookIssueSchema,
  SimulationBody: simulationBody,
  Simulation: rulebooks.simulationSchema,
  ActivationBody: activationBody,
  Activation: rulebooks.activationResponseSchema,
  Health: reports.healthSchema,
  Problem: problemSchema,
};

const names = new Map<z.ZodType, string>(Object.entries(NAMED).map(([name, schema]) => [schema, name]));
const place = (name: string): string => `#/components/schemas/${name}`;

// A format says it better than the pattern it is checked by, and "any safe integer" is no bound worth showing.
const tidy = ({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void => {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
};

const componentSchemas = (): Record<string, JsonSchema> => {
  const registry = z.registry<{ id: string }>();
  for (const [name, schema] of Object.entries(NAMED)) registry.add(schema, { id: name });
  const { schemas } = z.toJSONSchema(registry, {
    uri: place,
    io: "input",
    unrepresentable: "any",
    override: tidy,
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _dialect, $id: _id, ...schema }]) => [name, schema]),
  );
};

const reference = (schema: z.ZodType): JsonSchema => {
  const name = names.get(schema);
  if (name === undefined) throw new Error("a documented schema has no name");
  return { $ref: place(name) };
};

type Content = Pick<DocumentedResponse, "schema" | "text"> & { readonly example?: unknown };

const contentOf = ({ schema, text = [], example }: Content) => ({
  ...(schema === undefined
    ? {}
    : {
        "application/json": { schema: reference(schema), ...(example === undefined ? {} : { example }) },
      }),
  ...Object.fromEntries(text.map((type) => [type, { schema: { type: "string" } }])),
});

const headersOf = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: "string" } }]),
  );

const REQUEST_ID = { "X-Request-Id": "the caller's own when it is sane, else a new one" };

const answer = (told: DocumentedResponse) => ({
  description: told.description,
  headers: headersOf({ ...REQUEST_ID, ...told.headers }),
  content: contentOf(told),
});

const problemHeaders: Partial<Record<ProblemStatus, Record<string, string>>> = {
  401: { "WWW-Authenticate": "Bearer" },
  429: { "Retry-After": "seconds" },
  503: { "Retry-After": "seconds" },
};

const problemAnswer = (status: ProblemStatus) => ({
  description: PROBLEMS[status].title,
  headers: headersOf({ ...REQUEST_ID, ...problemHeaders[status] }),
  content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: place("Problem") } } },
});

// What follows from the kind of operation: any key can be refused, any body can be wrong.
const problemsOf = (
  { scope, body }: Operation,
  { problems, responses: answers }: Documentation,
): ProblemStatus[] => {
  const withBody: ProblemStatus[] = body === "none" ? [] : [400, 413, 415, 422];
  const withKey: ProblemStatus[] = scope === null ? [] : [401, 403, 429, 503];
  const all = new Set<ProblemStatus>([...problems, ...withBody, ...withKey, 500]);
  return [...all].filter((status) => answers[status] === undefined).sort((a, b) => a - b);
};

const parametersOf = (path: string, { query = {} }: Documentation) => [
  ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  })),
  ...Object.entries(query).map(([name, description]) => ({
    name,
    in: "query",
    description,
    schema: { type: "string" },
  })),
];

const describe = (id: OperationId) => {
  const operation: Operation = operations[id];
  const told = documentation[id];
  const scope = operation.scope === null ? "No key is needed." : `Scope: \`${operation.scope}\`.`;
  return {
    operationId: id,
    tags: [told.tag],
    summary: told.summary,
    description: [told.description, scope].filter((text) => text !== undefined).join(" "),
    parameters: parametersOf(operation.path, told),
    ...(told.body === undefined
      ? {}
      : { requestBody: { required: operation.body !== "optional-json", content: contentOf(told.body) } }),
    responses: {
      ...Object.fromEntries(Object.entries(told.responses).map(([status, one]) => [status, answer(one)])),
      ...Object.fromEntries(problemsOf(operation, told).map((status) => [status, problemAnswer(status)])),
    },
    security: operation.scope === null ? [] : [{ apiKey: [operation.scope] }],
  };
};

const paths = () => {
  const made: Record<string, Record<string, ReturnType<typeof describe>>> = {};
  for (const id of Object.keys(operations) as OperationId[]) {
    const { path, method } = operations[id];
    made[path] = { ...made[path], [method.toLowerCase()]: describe(id) };
  }
  return made;
};

export type OpenApi = ReturnType<typeof openApi>;

/** The whole description. */
export const openApi = () => ({
  openapi: "3.1.1",
  info: {
    title: "Despacho",
    version: "1.0.0",
    license: { name: "MIT", identifier: "MIT" },
    description:
      "Takes in paid orders and sees to everything that they lead to: packing slips, memberships, e-mails, commissions. Money is whole minor units. Errors are RFC 9457 problems.",
  },
  // Relative to this document, so that it holds behind any stage or domain.
  servers: [{ url: "." }],
  paths: paths(),
  components: {
    schemas: componentSchemas(),
    securitySchemes: { apiKey: { type: "http", scheme: "bearer", description: "An API key." } },
  },
});
