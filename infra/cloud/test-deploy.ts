/**
 * `npm run test:deploy`: packages for AWS and for the emulator, lints both templates, deploys to an emulator that runs
 * Node Lambdas without Docker, sends the demo's journey through the deployed REST API, compares what the functions
 * called with what their roles allow, and removes the stack.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { SCOPES } from "../../lib/domain/scope.ts";
import { runJourney, type Target } from "../local/journey.ts";
import { type Deployment, deploy } from "./deployment.ts";
import type { Emulator } from "../local/emulators/emulator.ts";
import { type Call, callsOf, startMiniStack } from "../local/emulators/ministack.ts";
import { ensureVenv, Missing } from "../local/emulators/venv.ts";
import { packageInto, type Template, templateFile } from "./packaged.ts";
import { actionOf, EVENT_SOURCE_ACTIONS, permissionsOf, queuesByName } from "./permissions.ts";
import { CACHE } from "../local/emulators/place.ts";
import { startPostgres } from "../local/emulators/postgres.ts";

const started = performance.now();
const say = (line: string): void =>
  console.log(`${((performance.now() - started) / 1_000).toFixed(1).padStart(6)}  ${line}`);

const faults: string[] = [];
const expectThat = (well: boolean, what: string): void => {
  say(`${well ? "ok  " : "FAIL"} ${what}`);
  if (!well) faults.push(what);
};

const lint = async (stage: string, directory: string): Promise<void> => {
  const python = await ensureVenv("cfn-lint", CACHE, say);
  // By Python, because the script names the folder in which the virtual environment was made.
  const script = join(dirname(python), "cfn-lint");
  const args = [script, "--regions", "us-east-1", "--format", "parseable", "-t", templateFile(directory)];
  const found = await promisify(execFile)(python, args).then(
    ({ stdout }) => stdout,
    (fault: { stdout?: string; message: string }) => fault.stdout || fault.message,
  );
  for (const line of found.split("\n").filter((one) => one !== "")) say(`  ${line}`);
  expectThat(found.trim() === "", `cfn-lint finds nothing in the template of the stage ${stage}`);
};

/** Granted, and not seen in a journey in which nothing fails. */
const ONLY_AFTER_A_FAILURE = ["sqs:ChangeMessageVisibility"];
const NOT_IN_THE_JOURNEY: Readonly<Record<string, string>> = {
  relay: "publishes only what a crash left behind",
};

const comparePermissions = (template: Template, calls: readonly Call[]): void => {
  const queues = queuesByName(template);
  const called = new Set(
    calls.map(([deployedName, operation, queue]) =>
      [deployedName.split("-").at(-1), actionOf(operation), queues.get(queue) ?? ""].join(" "),
    ),
  );
  const granted = permissionsOf(template)
    .filter(({ action }) => /^(sqs|ses):/.test(action))
    .flatMap(({ functionName, action, resources, sid }) =>
      resources.map((resource) => ({
        key: [functionName, action, action.startsWith("ses:") ? "" : resource].join(" "),
        functionName,
        action,
        byEventSource: sid === "ConsumeOwnQueue" && EVENT_SOURCE_ACTIONS.includes(action),
      })),
    );
  const keys = new Set(granted.map(({ key }) => key));
  const refused = [...called].filter((key) => !keys.has(key));
  expectThat(
    refused.length === 0,
    `no function called what its role forbids${refused.map((key) => `; ${key}`).join("")}`,
  );
  const idle = granted
    .filter(({ byEventSource, action }) => !byEventSource && !ONLY_AFTER_A_FAILURE.includes(action))
    .filter(({ functionName, key }) => NOT_IN_THE_JOURNEY[functionName] === undefined && !called.has(key));
  expectThat(
    idle.length === 0,
    `no role allows what the journey did not need${idle.map(({ key }) => `; ${key}`).join("")}`,
  );
};

const journey = async (deployed: Deployment, emulator: Emulator): Promise<void> => {
  const target: Target = {
    apiUrl: deployed.apiUrl,
    apiKey: await deployed.createKey("local", ["orders:write", "orders:read"]),
    adminApiKey: await deployed.createKey("local", SCOPES),
    mailboxUrl: `${emulator.url}/_aws/ses`,
  };
  const health = await fetch(`${target.apiUrl}/health`);
  expectThat(health.status === 200, `GET /health answers ${health.status}`);
  const stranger = await fetch(`${target.apiUrl}/orders`, { headers: { Authorization: "Bearer nobody" } });
  expectThat(stranger.status === 401, `a key that nobody made is answered ${stranger.status}`);
  const { missing, outcomes } = await runJourney(target, { say });
  for (const line of missing) say(`  missing: ${line}`);
  const tasks = outcomes.reduce((sum, { order }) => sum + order.tasks.length, 0);
  expectThat(
    missing.length === 0,
    `the journey through the deployed API: ${outcomes.length} orders, ${tasks} tasks`,
  );
};

const deployAndTravel = async (packageDir: string): Promise<void> => {
  const postgres = await startPostgres();
  const emulator = await startMiniStack(CACHE, say).catch(async (fault: unknown) => {
    await postgres.stop();
    throw fault;
  });
  try {
    say(`Deploying to ${emulator.name}, functions on Node ${process.version} …`);
    const params = { gatewayAuthorizer: "true", databaseUrl: postgres.url };
    const template = await packageInto(packageDir, "local", params);
    const place = {
      endpoint: emulator.url,
      kind: "other",
      databaseUrl: postgres.url,
      packageDir,
      say,
    } as const;
    const deployed = await deploy(place);
    await journey(deployed, emulator);
    comparePermissions(template, await callsOf(emulator));
    await deployed.remove();
    const gone = await fetch(`${deployed.apiUrl}/health`);
    expectThat(
      gone.status === 404 || gone.status === 403,
      `after \`serverless remove\` the API is gone (${gone.status})`,
    );
  } finally {
    await emulator.stop();
    await postgres.stop();
  }
};

const run = async (): Promise<void> => {
  const directory = mkdtempSync(join(tmpdir(), "despacho-deploy-"));
  try {
    await packageInto(join(directory, "prod"), "prod");
    await lint("prod", join(directory, "prod"));
    await packageInto(join(directory, "local"), "local");
    await lint("local", join(directory, "local"));
    await deployAndTravel(join(directory, "emulated"));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

run().then(
  () => {
    if (faults.length > 0) console.error(`test:deploy failed:\n  ${faults.join("\n  ")}`);
    process.exit(faults.length > 0 ? 1 : 0);
  },
  (fault: unknown) => {
    const text = fault instanceof Error ? fault.message : String(fault);
    console.error(
      fault instanceof Missing ? `Not run. What is missing: ${text}` : `test:deploy failed: ${text}`,
    );
    process.exit(1);
  },
);
