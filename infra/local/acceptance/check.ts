import type { Client } from "./client.ts";

/** What is checked, in words, and the check, which throws when it is not so. */
export type Check = readonly [name: string, run: (client: Client) => Promise<void>];
