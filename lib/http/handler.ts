/** Handlers, typed by the schemas of their operation. */
import type * as z from "zod";
import type { Operation, Operations, ProblemOf, ResponseBody } from "../contract/operations/operation.ts";
import type { Principal } from "../domain/scope.ts";
import type { JsonBody, RequestBody, TextBody } from "./request-body.ts";
import type { DocumentResponse, EmptyResponse, JsonResponse, ProblemResponse } from "./response.ts";

type Params<Op extends Operation> = Op extends { params: infer Schema extends z.ZodType }
  ? z.output<Schema>
  : Record<never, never>;

type Query<Op extends Operation> = Op extends { query: infer Schema extends z.ZodType }
  ? z.output<Schema>
  : Record<never, never>;

type Body<Op extends Operation> = Op extends {
  body: { kind: "json" | "optional-json"; schema: infer Schema extends z.ZodType };
}
  ? z.output<Schema>
  : Op extends { body: { kind: "json-by-rulebook" } }
    ? JsonBody
    : Op extends { body: { kind: "json-or-yaml" } }
      ? TextBody
      : Op extends { body: { kind: "json-or-csv" } }
        ? RequestBody
        : undefined;

/** A request whose parameters and body match the schemas of the operation, and whose key has its scope. */
export type HttpRequest<Op extends Operation> = {
  /** Path parameters, decoded and parsed. */
  readonly params: Readonly<Params<Op>>;
  readonly query: Readonly<Query<Op>>;
  readonly body: Body<Op>;
  /** The caller; undefined when the operation needs no key. */
  readonly principal: Op["scope"] extends null ? undefined : Principal;
  /** @param name in lower case */
  readonly header: (name: string) => string | undefined;
};

type SuccessOf<Responses> = {
  [Status in keyof Responses & number]:
    | (Responses[Status] extends { json: infer Schema extends z.ZodType }
        ? JsonResponse<Status, ResponseBody<Schema>>
        : never)
    | (Responses[Status] extends { documents: readonly string[] } ? DocumentResponse<Status> : never)
    | (keyof Responses[Status] extends never ? EmptyResponse<Status> : never);
}[keyof Responses & number];

/** The responses that an operation describes. */
export type ResponseOf<Op extends Operation> =
  | SuccessOf<Op["responses"]>
  | { [Status in ProblemOf<Op>]: ProblemResponse<Status> }[ProblemOf<Op>];

export type Handler<Op extends Operation> = (request: HttpRequest<Op>) => Promise<ResponseOf<Op>>;

/** Operations on a resource whose body the operation's schema parses. */
export type ResourceOperation = Operation & {
  readonly notFound: string;
  readonly body: { readonly kind: "json" | "optional-json" };
};

/**
 * The handler of an operation on a resource. It looks the resource up and returns what handles the body, or undefined
 * when there is no such resource. So a missing resource is 404 whatever the body holds.
 */
export type ResourceHandler<Op extends ResourceOperation> = (
  request: Omit<HttpRequest<Op>, "body">,
) => Promise<((body: HttpRequest<Op>["body"]) => Promise<ResponseOf<Op>>) | undefined>;

/** A handler for every operation of a group. */
export type Handlers<Ops extends Operations> = {
  readonly [Id in keyof Ops]: Ops[Id] extends ResourceOperation ? ResourceHandler<Ops[Id]> : Handler<Ops[Id]>;
};
