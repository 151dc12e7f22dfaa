/** docker-compose.yml and the constants of the commands that use it; no container is started. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { senderAddress } from "../../infra/iam/roles.ts";
import { parameterDefaults } from "../../infra/template/parameters.ts";
import { parse } from "yaml";
import { DOCKER_COMPOSE } from "./docker-compose.ts";

type Container = {
  readonly image: string;
  readonly ports: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly healthcheck: { readonly test: string };
};
const file = new URL("../../docker-compose.yml", import.meta.url);
const { localstack, postgres } = (
  parse(readFileSync(file, "utf8")) as { services: Record<"localstack" | "postgres", Container> }
).services;

test("every image has a version, every port is bound to 127.0.0.1, and every container has a health check", () => {
  for (const { image, ports, healthcheck } of [localstack, postgres]) {
    expect(image).toMatch(/:\d+\.\d+/);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    expect(healthcheck.test).toMatch(/127\.0\.0\.1/);
  }
});

test("the sender that is verified in LocalStack is the default sender", () => {
  const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
  const sender = senderAddress(String(parameterDefaults.mailSender));
  expect(read("dev/emulators/verify-sender.ts")).toContain(`"${sender}"`);
  expect(read("dev/emulators/ready.d/verify-sender.sh")).toContain(` ${sender}\n`);
});

test("the containers have the addresses that the commands use, outside and inside of Docker", () => {
  const { POSTGRES_USER: user, POSTGRES_PASSWORD: password, POSTGRES_DB: name } = postgres.environment;
  const [address] = postgres.ports[0]!.split(/:(?=\d+$)/);
  expect(DOCKER_COMPOSE.databaseUrl).toBe(`postgres://${user}:${password}@${address}/${name}`);
  expect(DOCKER_COMPOSE.databaseUrlInside).toBe(`postgres://${user}:${password}@postgres:5432/${name}`);
  expect(DOCKER_COMPOSE.endpoint).toBe(`http://${localstack.ports[0]!.split(/:(?=\d+$)/)[0]}`);
});
