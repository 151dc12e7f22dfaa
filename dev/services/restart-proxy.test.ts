import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { openRestartProxy } from "./restart-proxy.ts";

const upstream = createServer((request, response) => {
  if (request.url === "/die") request.socket.destroy();
  else request.pipe(response);
});
await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
const { port } = upstream.address() as AddressInfo;
const proxy = await openRestartProxy(0);
const url = `http://127.0.0.1:${proxy.port}`;

afterAll(() => {
  proxy.close();
  upstream.close();
});

const expectUnavailable = async (): Promise<void> => {
  const response = await fetch(`${url}/orders`, { method: "POST", body: "x".repeat(100_000) });
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("2");
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("x-request-id")).toMatch(/./);
  expect(await response.json()).toMatchObject({ status: 503, title: "Service Unavailable" });
};

test("while the functions process restarts, the response is 503 with Retry-After", async () => {
  proxy.setUpstreamPort(undefined);
  await expectUnavailable();
});

test("a functions process that no longer listens counts as restarting", async () => {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
  const { port: freed } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  proxy.setUpstreamPort(freed);
  await expectUnavailable();
});

test("requests and responses pass unchanged", async () => {
  proxy.setUpstreamPort(port);
  const body = "é".repeat(1_000_000);
  const response = await fetch(`${url}/orders`, { method: "POST", body });
  expect(await response.text()).toBe(body);
});

test("a request in flight when the functions process ends gets 503", async () => {
  proxy.setUpstreamPort(port);
  const response = await fetch(`${url}/die`);
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("2");
});

test("a taken port is reported by its error code", async () => {
  await expect(openRestartProxy(proxy.port)).rejects.toMatchObject({ code: "EADDRINUSE" });
});
