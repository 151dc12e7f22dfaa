/** docker-compose.yml and the constants of the commands that use it; no container is started. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { senderAddress } from "../../infra/iam/roles.ts";
import { parameterDefaults } from "../../infra/template/parameters.ts";
import { parse } from "yaml";
import { composeAddresses } from "./docker-compose.ts";

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
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\$\{DESPACHO_\w+_PORT:-(\d+)\}:\1$/);
    expect(healthcheck.test).toMatch(/127\.0\.0\.1/);
  }
});

test("the sender that is verified in LocalStack is the default sender", () => {
  const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
  const sender = senderAddress(String(parameterDefaults.mailSender));
  expect(read("dev/emulators/verify-sender.ts")).toContain(`"${sender}"`);
  expect(read("dev/emulators/ready.d/verify-sender.sh")).toContain(` ${sender}\n`);
});

/** `127.0.0.1:${VARIABLE:-1}:1` outside of Docker, as docker compose fills it in. */
const addressOf = ({ ports: [port] }: Container, env: Readonly<Record<string, string>>): string =>
  port!
    .replace(/\$\{(\w+):-(\d+)\}/, (_, name: string, byDefault: string) => env[name] ?? byDefault)
    .replace(/:\d+$/, "");

test.each([{}, { DESPACHO_LOCALSTACK_PORT: "14566", DESPACHO_POSTGRES_PORT: "15432" }])(
  "with %j the containers have the addresses that the commands use, outside and inside of Docker",
  (env) => {
    const { POSTGRES_USER: user, POSTGRES_PASSWORD: password, POSTGRES_DB: name } = postgres.environment;
    expect(composeAddresses(env)).toEqual({
      endpoint: `http://${addressOf(localstack, env)}`,
      databaseUrl: `postgres://${user}:${password}@${addressOf(postgres, env)}/${name}`,
      databaseUrlInside: `postgres://${user}:${password}@postgres:5432/${name}`,
    });
  },
);
