/** The checker in a worker beside the page. */
import type { RulebookIssue } from "../../../lib/rulebook/check/check-rulebook.ts";

export type CheckRequest = { readonly id: number; readonly source: string };
export type CheckReply = { readonly id: number; readonly issues: readonly RulebookIssue[] };

/** The checker calculates with Temporal, which not every browser has yet. */
const load = async () => {
  if (!("Temporal" in globalThis)) await import("temporal-polyfill/global");
  return (await import("./check.ts")).check;
};

const loading = load();

addEventListener("message", async ({ data: { id, source } }: MessageEvent<CheckRequest>) => {
  const check = await loading;
  const reply: CheckReply = { id, issues: check(source) };
  postMessage(reply);
});
