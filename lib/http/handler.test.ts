import { expectTypeOf, test } from "vitest";
import type { orderOperations } from "../contract/operations/orders.ts";
import type { registryOperations } from "../contract/operations/registry.ts";
import type { rulebookOperations } from "../contract/operations/rulebooks.ts";
import type { systemOperations } from "../contract/operations/system.ts";
import type { Handler, Handlers, HttpRequest } from "./handler.ts";
import type { JsonBody, TextBody } from "./request-body.ts";
import { jsonResponse, problem } from "./response.ts";

test("a request has the types of its operation's schemas", () => {
  expectTypeOf<HttpRequest<typeof orderOperations.listOrders>["query"]>().toMatchObjectType<{
    readonly limit: number;
  }>();
  expectTypeOf<HttpRequest<typeof rulebookOperations.simulateRulebook>["params"]>().toEqualTypeOf<{
    readonly version: number;
  }>();
  expectTypeOf<HttpRequest<typeof registryOperations.putAgent>["body"]["commissionRateBps"]>().toEqualTypeOf<
    number | undefined
  >();
  expectTypeOf<HttpRequest<typeof orderOperations.receiveOrder>["body"]>().toEqualTypeOf<JsonBody>();
  expectTypeOf<HttpRequest<typeof rulebookOperations.saveRulebook>["body"]>().toEqualTypeOf<TextBody>();
  expectTypeOf<HttpRequest<typeof orderOperations.readOrder>["body"]>().toBeUndefined();
  expectTypeOf<HttpRequest<typeof systemOperations.readHealth>["principal"]>().toBeUndefined();
});

test("a handler whose response does not match its operation does not compile", () => {
  type ActivateRulebook = Handler<typeof rulebookOperations.activateRulebook>;
  type OfGroup = Handlers<typeof rulebookOperations>["activateRulebook"];
  expectTypeOf<ActivateRulebook>().not.toExtend<OfGroup>();
  const active = { version: 1, status: "active" } as const;
  const valid: ActivateRulebook = async () => jsonResponse(200, active);
  // @ts-expect-error a field of another type
  const wrongField: ActivateRulebook = async () => jsonResponse(200, { ...active, version: "1" });
  // @ts-expect-error a missing field
  const missingField: ActivateRulebook = async () => jsonResponse(200, { version: 1 });
  // @ts-expect-error a status without a response
  const wrongStatus: ActivateRulebook = async () => jsonResponse(201, active);
  // @ts-expect-error a problem that the operation does not declare
  const wrongProblem: ActivateRulebook = async () => problem(406, "Not acceptable.");
  expectTypeOf([wrongField, missingField, wrongStatus, wrongProblem]).items.toBeFunction();
  expectTypeOf(valid).toEqualTypeOf<ActivateRulebook>();
});
