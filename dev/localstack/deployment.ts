/** A deployment into an emulator of AWS: deploys, reaches and removes it. */
import { SCOPES, type Scope } from "../../lib/domain/scope.ts";
import type { TestTarget } from "../../test/e2e/target.ts";
import { type EmulatorKind, mailboxUrl } from "../emulators/emulator-kind.ts";
import { verifySender } from "../emulators/verify-sender.ts";
import { type ServerlessOptions, runServerless } from "../serverless/serverless-cli.ts";

export type Deployment = {
  readonly apiUrl: string;
  /** Invokes the function that creates API keys; only functions reach the database in the cloud. */
  createKey(client: string, scopes: readonly Scope[]): Promise<string>;
  /** Creates the two API keys that `npm start` creates. */
  createTestTarget(): Promise<TestTarget>;
  /** Packages and deploys again. */
  redeploy(): Promise<void>;
  remove(): Promise<void>;
};

export type DeployTarget = Pick<ServerlessOptions, "databaseUrl" | "report"> & {
  readonly endpoint: string;
  /** Undefined for an unknown emulator; the deployment then uses no optional capability. */
  readonly kind: EmulatorKind | undefined;
  /** Of an earlier `serverless package`; packaged again when left out. */
  readonly packageDir?: string;
};

const STAGE = "local";

/** LocalStack's community edition has no authorizers (serverless.yml). */
const serverlessOptions = ({ endpoint, kind, databaseUrl, report }: DeployTarget): ServerlessOptions => ({
  stage: STAGE,
  endpoint,
  databaseUrl,
  report,
  params: kind === "ministack" ? { gatewayAuthorizer: "true" } : {},
});

// The framework prints the address that the API would have on AWS; both emulators serve it under this path.
const apiUrlOf = (info: string, endpoint: string): string => {
  const apiId = /\/\/([a-z0-9]+)\.execute-api\./i.exec(info)?.[1];
  if (apiId === undefined)
    throw new Error(`the deploy printed no endpoint, so there is nothing to call:\n${info}`);
  return `${endpoint.replace(/\/$/, "")}/restapis/${apiId}/${STAGE}/_user_request_`;
};

export const deploy = async (target: DeployTarget): Promise<Deployment> => {
  const options = serverlessOptions(target);
  const packageArgument = target.packageDir === undefined ? [] : [`--package=${target.packageDir}`];
  const printed: string[] = [];
  const report = (line: string) => {
    printed.push(line);
    target.report?.(line);
  };
  printed.push(await runServerless({ ...options, report }, "deploy", ...packageArgument));
  await verifySender(target.kind, target.endpoint);
  const apiUrl = apiUrlOf(printed.join("\n"), target.endpoint);
  const createKey = async (client: string, scopes: readonly Scope[]): Promise<string> => {
    const data = JSON.stringify({ create: { client, scopes } });
    const response = await runServerless(options, "invoke", "--function=keys", `--data=${data}`);
    return (JSON.parse(response) as { key: string }).key;
  };
  const createTestTarget = async (): Promise<TestTarget> => ({
    apiUrl,
    apiKey: await createKey("local", ["orders:write", "orders:read"]),
    adminApiKey: await createKey("local", SCOPES),
    sqsEndpoint: target.endpoint,
    mailboxUrl: mailboxUrl(target.kind, target.endpoint),
  });
  const remove = async () => {
    await runServerless(options, "remove");
  };
  const redeploy = async () => {
    await runServerless({ ...options, report }, "deploy", "--force");
  };
  return { apiUrl, createKey, createTestTarget, redeploy, remove };
};
