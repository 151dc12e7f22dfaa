/**
 * `npm run test:deploy`: packages for AWS and for the emulator, lints both templates, deploys to an emulator that runs
 * Node Lambdas without Docker, checks the deployed REST API as any installation, compares what the functions called
 * with what their roles allow, and removes the stack.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GATEWAY_PROBLEMS, type Installation, runAcceptance } from "../local/acceptance.ts";
import type { Emulator } from "../local/emulators/emulator.ts";
import { type Call, callsOf, startMiniStack } from "../local/emulators/ministack.ts";
import { CACHE } from "../local/emulators/place.ts";
import { startPostgres } from "../local/emulators/postgres.ts";
import { ensureVenv } from "../local/emulators/venv.ts";
import { type Deployment, deploy } from "./deployment.ts";
import { packageInto, type Template, templateFile } from "./packaged.ts";
import { actionOf, EVENT_SOURCE_ACTIONS, permissionsOf, queuesByName } from "./permissions.ts";
import { conclude, expectThat, say } from "./report.ts";

const lint = async (what: string, directory: string): Promise<boolean> => {
  const python = await ensureVenv("cfn-lint", CACHE, say);
  // By Python, because the script names the folder in which the virtual environment was made.
  const script = join(dirname(python), "cfn-lint");
  const args = [script, "--regions", "us-east-1", "--format", "parseable", "-t", templateFile(directory)];
  const found = await promisify(execFile)(python, args).then(
    ({ stdout }) => stdout,
    (fault: { stdout?: string; message: string }) => fault.stdout || fault.message,
  );
  for (const line of found.split("\n").filter((one) => one !== "")) say(`  ${line}`);
  return expectThat(found.trim() === "", `cfn-lint finds nothing in the template: ${what}`);
};

/** Granted, and not seen in a journey in which nothing fails. */
const ONLY_AFTER_A_FAILURE = ["sqs:ChangeMessageVisibility"];
const NOT_IN_THE_JOURNEY: Readonly<Record<string, string>> = {
  relay: "publishes only what a crash left behind",
};

const calledOf = (template: Template, calls: readonly Call[]): Set<string> => {
  const queues = queuesByName(template);
  return new Set(
    calls.map(([deployedName, operation, queue]) =>
      [deployedName.split("-").at(-1), actionOf(operation), queues.get(queue) ?? ""].join(" "),
    ),
  );
};

const grantedOf = (template: Template) =>
  permissionsOf(template)
    .filter(({ action }) => /^(sqs|ses):/.test(action))
    .flatMap(({ functionName, action, resources, sid }) =>
      resources.map((resource) => ({
        key: [functionName, action, action.startsWith("ses:") ? "" : resource].join(" "),
        functionName,
        action,
        byEventSource: sid === "ConsumeOwnQueue" && EVENT_SOURCE_ACTIONS.includes(action),
      })),
    );

const listed = (keys: readonly string[]): string => keys.map((key) => `; ${key}`).join("");

const comparePermissions = (template: Template, calls: readonly Call[]): boolean => {
  const called = calledOf(template, calls);
  const granted = grantedOf(template);
  const keys = new Set(granted.map(({ key }) => key));
  const forbidden = [...called].filter((key) => !keys.has(key));
  const idle = granted
    .filter(({ byEventSource, action }) => !byEventSource && !ONLY_AFTER_A_FAILURE.includes(action))
    .filter(({ functionName, key }) => NOT_IN_THE_JOURNEY[functionName] === undefined && !called.has(key))
    .map(({ key }) => key);
  const lawful = expectThat(
    forbidden.length === 0,
    `no function called what its role forbids${listed(forbidden)}`,
  );
  const lean = expectThat(idle.length === 0, `no role allows what nothing needed${listed(idle)}`);
  return lawful && lean;
};

const healthOf = async ({ apiUrl }: Deployment): Promise<number> => (await fetch(`${apiUrl}/health`)).status;

const hasQueue = async ({ url }: Emulator): Promise<boolean> => {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const sqs = new SQSClient({ region: "us-east-1", endpoint: url, credentials });
  try {
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: "despacho-local" }));
    return QueueUrls.length > 0;
  } finally {
    sqs.destroy();
  }
};

/** The second deploy finds nothing to migrate; what is there stays, keys too. */
const repeated = async (deployed: Deployment, installation: Installation): Promise<boolean> => {
  await deployed.again();
  const headers = { Authorization: `Bearer ${installation.apiKey}` };
  const orders = await fetch(`${installation.apiUrl}/orders?limit=1`, { headers });
  const kept = ((await orders.json()) as { orders?: unknown[] }).orders?.length === 1;
  return expectThat(kept && (await healthOf(deployed)) === 200, "deployed again, it goes on where it was");
};

const removed = async (deployed: Deployment, emulator: Emulator): Promise<boolean> => {
  await deployed.remove();
  const status = await healthOf(deployed);
  const gone = [403, 404].includes(status) && !(await hasQueue(emulator));
  return expectThat(gone, `after \`serverless remove\` API and queues are gone (${status})`);
};

const deployAndUse = async (
  emulator: Emulator,
  databaseUrl: string,
  packageDir: string,
): Promise<boolean> => {
  const params = { gatewayAuthorizer: "true", databaseUrl };
  const template = await packageInto(packageDir, "local", params);
  say(`Deploying to ${emulator.name}, functions on Node ${process.version}:`);
  const deployed = await deploy({ endpoint: emulator.url, kind: "ministack", databaseUrl, packageDir, say });
  const installation = await deployed.installation();
  const except = { [GATEWAY_PROBLEMS]: `${emulator.name} keeps gateway responses and does not use them` };
  const well = await runAcceptance(installation, { say, except });
  const lean = comparePermissions(template, await callsOf(emulator));
  const again = await repeated(deployed, installation);
  return (await removed(deployed, emulator)) && again && lean && well;
};

/** In an emulator of its own, which does not survive what AWS rolls back. */
const failsLoudly = async (emulator: Emulator, databaseUrl: string): Promise<boolean> => {
  const nothing = new URL(databaseUrl);
  nothing.pathname = "/nothing";
  const place = { endpoint: emulator.url, kind: "ministack", databaseUrl: nothing.href } as const;
  const words = await deploy(place).then(() => "it did not fail", String);
  const reason = /The migration failed: .*/.exec(words)?.[0];
  return expectThat(reason !== undefined, `a deploy whose migration fails, fails: ${reason ?? words}`);
};

const onMiniStack = async (use: (emulator: Emulator) => Promise<boolean>): Promise<boolean> => {
  const emulator = await startMiniStack(CACHE, say);
  try {
    return await use(emulator);
  } finally {
    await emulator.stop();
  }
};

const onEmulator = async (packageDir: string): Promise<boolean> => {
  const { url, stop } = await startPostgres();
  try {
    const used = await onMiniStack((emulator) => deployAndUse(emulator, url, packageDir));
    return (await onMiniStack((emulator) => failsLoudly(emulator, url))) && used;
  } finally {
    await stop();
  }
};

/** What companies deploy, and what emulators get. */
const VARIANTS: readonly (readonly [what: string, stage: string, params: Record<string, string>])[] = [
  ["prod", "prod", { clients: "web,app" }],
  [
    "prod with a Postgres of its own",
    "prod",
    {
      databaseUrl: "{{resolve:secretsmanager:theirs:SecretString:url}}",
      subnetIds: "subnet-0123456789abcdef0",
      securityGroupIds: "sg-0123456789abcdef0",
      accessLog: "false",
      createMailIdentity: "false",
    },
  ],
  ["local", "local", {}],
];

const run = async (): Promise<boolean> => {
  const directory = mkdtempSync(join(tmpdir(), "despacho-deploy-"));
  try {
    const linted: boolean[] = [];
    for (const [what, stage, params] of VARIANTS) {
      await packageInto(join(directory, what), stage, params);
      linted.push(await lint(what, join(directory, what)));
    }
    return (await onEmulator(join(directory, "emulated"))) && !linted.includes(false);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

await conclude("test:deploy", run());
