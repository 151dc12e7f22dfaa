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

test("`rules simulate` sends --since and --limit, and reports that there were no orders to compare", async () => {
  requests.length = 0;
  const args = ["simulate", file("good.yaml", VALID), "--since", "30d", "--limit", "7"];
  expect(await runRules(args, env)).toMatchObject({
    code: 0,
    out: expect.stringContaining("no recorded orders"),
  });
  expect(JSON.parse(requests.at(-1)!.body)).toEqual({
    since: expect.stringMatching(/^20\d\d-.*Z$/),
    limit: 7,
  });
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
