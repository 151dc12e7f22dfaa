import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { startRulebookService } from "../../test/support/rulebook-service.ts";
import { directory, file, INVALID, runRules, VALID } from "../../test/support/rules-cli.ts";

const { env, requests, stop } = await startRulebookService();
afterAll(stop);

test("`rules publish` saves the text as written, and activates it only with --activate", async () => {
  requests.length = 0;
  expect(await runRules(["publish", file("good.yaml", VALID)], env)).toMatchObject({ code: 0 });
  expect(requests).toEqual([{ method: "POST", url: "/rulebooks", type: "application/yaml", body: VALID }]);
  expect(await runRules(["publish", file("good.yaml", VALID), "--activate"], env)).toMatchObject({
    code: 0,
    out: expect.stringContaining("version 5 is active"),
  });
  expect(requests.at(-1)).toMatchObject({ url: "/rulebooks/5/activation" });
});

test("`rules` finds the stack by the local.json of --data-dir", async () => {
  const stackInfo = { apiUrl: env.DESPACHO_API_URL, adminApiKey: env.DESPACHO_API_KEY };
  writeFileSync(join(directory, "local.json"), JSON.stringify(stackInfo));
  expect(await runRules(["history", "--data-dir", directory])).toMatchObject({
    code: 0,
    out: expect.stringContaining("active"),
  });
});

test("`rules publish` prints the issues that the service finds as `rules check` does", async () => {
  const path = file("rejected.yaml", INVALID);
  expect(await runRules(["publish", path], env)).toMatchObject({
    code: 1,
    out: expect.stringContaining(`${path}:3:16 a issue`),
  });
});

test("`rules simulate` saves nothing, sends its options, and shows what would differ", async () => {
  requests.length = 0;
  const options = ["--since", "30d", "--until", "2026-11-20T00:00:00Z", "--by", "paid", "--limit", "7"];
  const { code, out } = await runRules(["simulate", file("good.yaml", VALID), ...options], env);
  expect(code).toBe(0);
  const [request, ...others] = requests;
  expect([others, request?.body]).toEqual([[], VALID]);
  const { pathname, searchParams } = new URL(request!.url, env.DESPACHO_API_URL);
  expect([pathname, Object.fromEntries(searchParams)]).toEqual([
    "/rulebooks/simulation",
    { since: expect.stringMatching(/^20\d\d-.*Z$/), until: "2026-11-20T00:00:00Z", by: "paid", limit: "7" },
  ]);
  for (const text of [
    "3 orders replayed, 2 would differ",
    "packing_slip   +1    -0       ~1",
    "free item      +1    -0       ~0",
    "royalties R$0.00 → R$1.80",
    "commission tasks that would be rejected, agent-without-rate: 0 → 1",
    "+ free_item:MARK         1       WEB-2",
    "+ free 1 × MARK (a: Campaign)",
  ])
    expect(out.replaceAll("\u00a0", "")).toContain(text);
});

test("`rules publish --based-on` sends the version and the note; a refusal shows what differs", async () => {
  requests.length = 0;
  const publish = (basedOn: string, ...more: string[]) =>
    runRules(["publish", file("good.yaml", VALID), "--based-on", basedOn, ...more], env);
  expect(await publish("4", "--note", "December & more", "--activate")).toMatchObject({ code: 0 });
  expect(requests.map(({ url }) => url)).toEqual([
    "/rulebooks?basedOn=4&note=December+%26+more",
    "/rulebooks/5/activation",
  ]);
  expect(JSON.parse(requests[1]!.body)).toEqual({ expectedActive: 4, note: "December & more" });
  expect(await publish("3")).toMatchObject({
    code: 1,
    err: "Rulebook 3 is not active; 5 is.\n  basedOn rule a was changed\n",
  });
});

test("`rules history` shows for when a version is scheduled, what it is based on, and its note", async () => {
  expect(await runRules(["history"], env)).toMatchObject({
    out: expect.stringMatching(/2026-12-01 03:00 UTC +4 +December/),
  });
});

test("`rules activate --from` schedules a version and lists what else is scheduled", async () => {
  requests.length = 0;
  const from = "2026-12-01T00:00:00-03:00";
  const args = ["activate", "4", "--from", from, "--expected-active", "5"];
  const { code, out } = await runRules(args, env);
  expect([code, JSON.parse(requests[0]!.body)]).toEqual([0, { effectiveFrom: from, expectedActive: 5 }]);
  expect(out).toContain("version 4 is scheduled for 2026-12-01 03:00 UTC");
  expect(out).toMatch(/still to come.*\n.*\n12 +6 +scheduled/);
  expect(out).toContain("npm run rules -- cancel ID");
});

const lastPost = () => requests.findLast(({ method }) => method === "POST");

test("`rules rollback` activates the version before the active one, if that is still active", async () => {
  requests.length = 0;
  expect(await runRules(["rollback", "--cancel-scheduled"], env)).toMatchObject({ code: 0 });
  expect(lastPost()).toMatchObject({ url: "/rulebooks/4/activation" });
  expect(JSON.parse(lastPost()!.body)).toEqual({ expectedActive: 5, cancelScheduled: true });
  await runRules(["rollback", "5"], env);
  expect(lastPost()).toMatchObject({ url: "/rulebooks/5/activation" });
});

test("`rules schedule` lists activations, and `rules cancel` cancels one", async () => {
  const { out } = await runRules(["schedule"], env);
  expect(out).toMatch(/12 +6 +scheduled .*\n11 +5 +active .*\n10 +5 +ended/);
  expect(await runRules(["cancel", "12"], env)).toMatchObject({
    code: 0,
    out: "activation 12 is cancelled\n",
  });
  expect(await runRules(["cancel", "99"], env)).toMatchObject({ code: 1 });
});

test("`rules diff` names the changed rules and shows the changed lines", async () => {
  expect(await runRules(["diff", "3", "4"], env)).toMatchObject({
    code: 0,
    out: "rules, 3 → 4\n  + b\n  a\n- b\n+ c\n",
  });
});

test("`rules diff` with an unknown version exits with 1", async () => {
  expect(await runRules(["diff", "3", "9"], env)).toMatchObject({
    code: 1,
    err: "There is no such rulebook.\n",
  });
});

test("`rules` with an unknown API key exits with 1 and says so", async () => {
  expect(await runRules(["history"], { ...env, DESPACHO_API_KEY: "wrong" })).toMatchObject({
    code: 1,
    err: expect.stringContaining("does not know this API key"),
  });
});
