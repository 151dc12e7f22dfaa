import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { parse } from "yaml";
import { apiClient, type HttpHandler } from "../../test/support/api-client.ts";
import { exampleOrder } from "./example-order.ts";
import { documentation } from "./documentation.ts";
import { describePaths, openApi } from "./openapi.ts";
import { operations } from "./operations.ts";
import { parseOrder } from "../domain/parse-order.ts";
import { orderBodySchema } from "./request-schemas.ts";

type Service = {
  functions: Record<
    string,
    { handler: string; events?: { http?: { method: string; path: string; authorizer?: unknown } }[] }
  >;
};

const service = parse(readFileSync(new URL("../../serverless.yml", import.meta.url), "utf8"), {
  customTags: ["Ref", "GetAtt"].map((name) => ({ tag: `!${name}`, resolve: (text: string) => text })),
}) as Service;

const routes = Object.values(service.functions).flatMap(({ handler, events = [] }) =>
  events.flatMap(({ http }) => (http === undefined ? [] : [{ handler, ...http }])),
);
const apiRoutes = routes.filter(
  ({ path }) => path !== "/" && path !== "/{proxy+}" && !path.startsWith("/console"),
);
const description = openApi();

describe("serverless.yml, the handlers and the description have the same", () => {
  test("paths", () => {
    const deployed = apiRoutes.map(({ path }) => path).sort();
    expect(Object.keys(description.paths).sort()).toEqual(deployed);
    expect([...new Set(Object.values(operations).map(({ path }) => path))].sort()).toEqual(deployed);
  });

  test.each(apiRoutes)("methods of $path", async ({ path, handler, method }) => {
    const module = (await import(
      new URL(`../../${handler.replace(/\.handler$/, ".ts")}`, import.meta.url).href
    )) as {
      handler: HttpHandler;
    };
    const { headers } = await apiClient(module.handler)(`OPTIONS ${path}`);
    const bound = headers.allow!.split(", ").filter((name) => name !== "OPTIONS" && name !== "HEAD");
    expect(bound.map((name) => name.toLowerCase()).sort()).toEqual(
      Object.keys(description.paths[path]!).sort(),
    );
    expect(method).toBe("any");
  });

  test.each(apiRoutes)("authorizer for $path", ({ path, authorizer }) => {
    const scopes = Object.values(operations).filter((one) => one.path === path);
    expect(scopes.every(({ scope }) => (scope === null) === (authorizer === undefined))).toBe(true);
  });
});

describe("the OpenAPI description", () => {
  const text = JSON.stringify(description);

  test("defines every schema that it refers to", () => {
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name!,
    );
    expect(references.length).toBeGreaterThan(50);
    for (const name of references) expect(description.components.schemas).toHaveProperty([name]);
  });

  test("declares every path parameter, and a successful response of every operation", () => {
    for (const [path, methods] of Object.entries(description.paths))
      for (const { parameters, responses } of Object.values(methods)) {
        const declared = parameters.filter((one) => one.in === "path").map((one) => `{${one.name}}`);
        expect(path.match(/\{\w+\}/g) ?? []).toEqual(declared);
        expect(Object.keys(responses).some((status) => status.startsWith("2"))).toBe(true);
      }
  });

  test("declares every error as a problem", () => {
    const { responses } = description.paths["/orders"]!.post!;
    expect(Object.keys(responses)).toEqual([
      "200",
      "202",
      "400",
      "401",
      "403",
      "409",
      "413",
      "415",
      "422",
      "429",
      "500",
      "503",
    ]);
    for (const status of ["400", "422", "503"])
      expect(Object.keys(responses[status]!.content)).toEqual(["application/problem+json"]);
  });

  test("has an example order that parses", () => {
    expect(parseOrder(exampleOrder, { productTypes: {} })).toMatchObject({ ok: true });
    expect(orderBodySchema.safeParse(exampleOrder).success).toBe(true);
  });

  test("fails on a response schema without a name, and names the operation and the status", () => {
    const unnamed = { json: z.object({ status: z.string() }) };
    const readHealth = { ...operations.readHealth, responses: { 200: unnamed, 503: unnamed } };
    expect(() => describePaths({ readHealth }, documentation)).toThrow("response 200 of readHealth");
  });

  test("names every operation once", () => {
    const ids = Object.values(description.paths).flatMap((methods) =>
      Object.values(methods).map((one) => one.operationId),
    );
    expect(ids.sort()).toEqual(Object.keys(operations).sort());
  });
});
