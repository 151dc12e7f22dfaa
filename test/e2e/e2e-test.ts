/** The `test` of the end-to-end project: gives each test a client of the target, and skips what the target lacks. */
import { inject, type TestContext, test } from "vitest";
import { ApiClient } from "./client/api-client.ts";
import { QueueClient } from "./client/queue-client.ts";
import { newRunId } from "./scenarios/run-scenarios.ts";
import { type Capability, unavailableReason } from "./target.ts";

type Fixtures = {
  readonly api: ApiClient;
  /** Part of every id that the test makes, so that tests against one target do not meet. */
  readonly runId: string;
  readonly queues: QueueClient;
};

/** Skips the test, with the reason in the report, when the target lacks a capability. */
export const requireCapability = (skip: TestContext["skip"], capability: Capability): void => {
  const reason = unavailableReason(inject("target"), capability);
  skip(reason !== undefined, reason);
};

export const e2eTest = test.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads a fixture's dependencies from its first parameter
  api: ({}, use) => use(new ApiClient(inject("target"))),
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads a fixture's dependencies from its first parameter
  runId: ({}, use) => use(newRunId()),
  queues: async ({ skip }, use) => {
    requireCapability(skip, "queues");
    const queues = new QueueClient(inject("target").sqsEndpoint!);
    try {
      await use(queues);
    } finally {
      queues.close();
    }
  },
});
