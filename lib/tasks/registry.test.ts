/**
 * The registry of task types against everything that lists them outside TypeScript: serverless.yml, infra/queues.yml,
 * the migrations, the grants and the function folders. Each message names the file and what to add to it.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse, type ScalarTag } from "yaml";
import { GRANTS } from "../../infra/iam/grants.ts";
import { functionName, queueLogicalId, queueSuffix, queueVariable } from "./queue-names.ts";
import { TASK_TYPES, TASKS, type TaskType } from "./registry.ts";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), "utf8");

/** CloudFormation's short forms, kept as text. */
const tags: ScalarTag[] = ["!Ref", "!GetAtt", "!Sub"].map((tag) => ({
  tag,
  resolve: (value: string) => `${tag} ${value}`,
}));
const readYaml = (path: string) => parse(read(path), { customTags: tags, merge: true });

type SqsEvent = { readonly sqs?: { readonly arn: string } };
type FunctionEntry = { readonly handler: string; readonly events?: readonly SqsEvent[] };
const serverless = readYaml("serverless.yml") as {
  readonly provider: { readonly environment: Readonly<Record<string, unknown>> };
  readonly functions: Readonly<Record<string, FunctionEntry>>;
};
type QueueResource = {
  readonly Properties: { readonly QueueName: string; readonly RedrivePolicy?: unknown };
};
const { Resources: queues } = readYaml("infra/queues.yml") as {
  readonly Resources: Readonly<Record<string, QueueResource>>;
};

/** The types that the last check on `tasks.type` allows; a later migration replaces an earlier one's. */
const migratedTypes = (): readonly string[] => {
  const migrations = readdirSync(new URL("infra/migrations/", ROOT)).toSorted();
  const checks = migrations.flatMap((name) => [
    ...read(`infra/migrations/${name}`).matchAll(/check \(type in \(([^)]*)\)\)/g),
  ]);
  return [...(checks.at(-1)?.[1] ?? "").matchAll(/'([^']*)'/g)].map(([, type]) => type!);
};

const consumers = (queue: string): string[] =>
  Object.entries(serverless.functions).flatMap(([name, { events = [] }]) =>
    events.some(({ sqs }) => sqs?.arn === `!GetAtt ${queue}.Arn`) ? [name] : [],
  );
const deadLetterQueue = (queue: string): string => queue.replace(/Queue$/, "DeadLetterQueue");

describe.each(TASK_TYPES)("task type %s", (type: TaskType) => {
  const suffix = queueSuffix(type);
  const queue = queueLogicalId(type);
  const name = functionName(type);

  test("has a function folder with a handler", () => {
    const handler = `functions/${suffix}/handler.ts`;
    expect(existsSync(new URL(handler, ROOT)), `add ${handler}`).toBe(true);
  });

  test("has a function in serverless.yml that consumes its queue", () => {
    const where = `serverless.yml, functions: add ${name} with handler functions/${suffix}/handler.handler`;
    expect(serverless.functions[name]?.handler, where).toBe(`functions/${suffix}/handler.handler`);
    const event = `serverless.yml, functions.${name}.events: add an sqs event with arn !GetAtt ${queue}.Arn`;
    expect(consumers(queue), event).toEqual([name]);
  });

  test("has its queue's URL in the environment of serverless.yml", () => {
    const variable = queueVariable(type);
    const where = `serverless.yml, provider.environment: add ${variable}: !Ref ${queue}`;
    expect(serverless.provider.environment[variable], where).toBe(`!Ref ${queue}`);
  });

  test("has a queue with a dead-letter queue in infra/queues.yml", () => {
    const queueName = `\${self:service}-\${sls:stage}-${suffix}`;
    const where = `infra/queues.yml: add ${queue} named ${queueName}`;
    expect(queues[queue]?.Properties.QueueName, where).toBe(queueName);
    const deadLetters = deadLetterQueue(queue);
    const whereDead = `infra/queues.yml: add ${deadLetters} named ${queueName}-dlq`;
    expect(queues[deadLetters]?.Properties.QueueName, whereDead).toBe(`${queueName}-dlq`);
    const redrive = `infra/queues.yml, ${queue}.RedrivePolicy: set deadLetterTargetArn to !GetAtt ${deadLetters}.Arn`;
    expect(queues[queue]?.Properties.RedrivePolicy, redrive).toMatchObject({
      deadLetterTargetArn: `!GetAtt ${deadLetters}.Arn`,
    });
  });

  test("is allowed by the migrations' check on tasks.type", () => {
    const list = TASK_TYPES.map((one) => `'${one}'`).join(", ");
    expect(migratedTypes(), `add a migration that replaces the check: check (type in (${list}))`).toContain(
      type,
    );
  });

  test("has a function that may consume the queue, and publishers that may send to it", () => {
    expect(GRANTS[name]?.consumes, `infra/iam/grants.ts, ${name}: consumes ${queue}`).toBe(queue);
    for (const publisher of ["orders", "relay"])
      expect(GRANTS[publisher]?.sendsTo, `infra/iam/grants.ts, ${publisher}.sendsTo: add ${queue}`).toContain(
        queue,
      );
    expect(
      GRANTS.system?.readsAttributesOf,
      `infra/iam/grants.ts, system.readsAttributesOf: add ${queue}`,
    ).toContain(queue);
  });
});

describe("a task type that the registry does not list", () => {
  test("has no variable in serverless.yml", () => {
    const expected: readonly string[] = TASK_TYPES.map(queueVariable);
    const others = Object.keys(serverless.provider.environment).filter(
      (name) => name.startsWith("QUEUE_URL_") && !expected.includes(name),
    );
    expect(others, "serverless.yml, provider.environment: remove, or add the type to the registry").toEqual(
      [],
    );
  });

  test("has no queue in infra/queues.yml", () => {
    const expected = TASK_TYPES.map(queueLogicalId).flatMap((queue) => [queue, deadLetterQueue(queue)]);
    const others = Object.keys(queues).filter((name) => !expected.includes(name));
    expect(others, "infra/queues.yml: remove, or add the type to the registry").toEqual([]);
  });

  test("is not allowed by the migrations' check on tasks.type", () => {
    const others = migratedTypes().filter((type) => !TASK_TYPES.some((known) => known === type));
    expect(others, "infra/migrations: remove from the check, or add the type to the registry").toEqual([]);
  });
});

describe("definitions", () => {
  test("share no queue, action, expectation or shown field", () => {
    const unique = {
      queueSuffix: TASKS.map(({ queueSuffix }) => queueSuffix),
      action: TASKS.map(({ action }) => action.name),
      expectation: TASKS.map(({ expectation }) => expectation.key),
      shown: TASKS.flatMap(({ shown }): readonly string[] => shown),
    };
    for (const [part, values] of Object.entries(unique))
      expect(new Set(values).size, `lib/tasks: two definitions have the same ${part}: ${values}`).toBe(
        values.length,
      );
  });

  test("come after the types that they wait for", () => {
    for (const [position, { type, waitsFor = [] }] of TASKS.entries())
      for (const awaited of waitsFor) {
        const earlier: readonly string[] = TASK_TYPES.slice(0, position);
        expect(earlier, `lib/tasks/registry.ts: list ${awaited} before ${type}`).toContain(awaited);
      }
  });
});
