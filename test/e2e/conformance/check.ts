import type { TestClient } from "./test-client.ts";

/** What is checked, in words, and the check, which throws when it is not so. */
export type ConformanceCheck = readonly [name: string, run: (client: TestClient) => Promise<void>];
