/** Calls of the rulebook operations, and a short rulebook for tests. */
import { handler as orders } from "../../functions/orders/handler.ts";
import { handler } from "../../functions/rulebooks/handler.ts";
import { apiClient } from "./api-client.ts";
import { orderBody } from "./order-body.ts";

export const callRulebooks = apiClient(handler);

export const saveYaml = (body: string, more = {}) =>
  callRulebooks("POST /rulebooks", { body, headers: { "Content-Type": "application/yaml" }, ...more });

/** Saves a rulebook and returns its version. */
export const saveVersion = async (body: string): Promise<string> =>
  String((await saveYaml(body)).json.version);

/** @param version a number, or `active` */
export const readVersion = (version: string, more = {}) =>
  version === "active"
    ? callRulebooks("GET /rulebooks/active", more)
    : callRulebooks("GET /rulebooks/{version}", { params: { version }, ...more });

const withBody = (body: object | undefined) => (body === undefined ? {} : { body });

export const activateVersion = (version: string, body?: object) =>
  callRulebooks("POST /rulebooks/{version}/activation", { params: { version }, ...withBody(body) });

export const simulateVersion = (version: string, body?: object, more = {}) =>
  callRulebooks("POST /rulebooks/{version}/simulation", { params: { version }, ...withBody(body), ...more });

/** Posts a sample order with some fields replaced. */
export const postOrder = (fields = {}, more = {}) =>
  apiClient(orders)("POST /orders", { body: orderBody(fields), ...more });

/** A rulebook with one rule, `slip`: physical lines get a packing slip. */
export const SLIP_RULES = `rules:
  - id: slip
    when: line.type == "physical"
    then: [{ packingSlip: { destination: shipping } }]
`;
