/** Despacho deployed into an emulator of AWS: how it is put there, reached, and taken away again. */
import { SCOPES, type Scope } from "../../lib/domain/scope.ts";
import type { TestTarget } from "../../test/e2e/target.ts";
import { type EmulatorKind, mailboxUrl } from "../emulators/emulator-kind.ts";
import { verifySender } from "../emulators/verify-sender.ts";
import { type ServerlessOptions, runServerless } from "../serverless/serverless-cli.ts";

export type Deployment = {
  readonly apiUrl: string;
  /** Calls the function that makes API keys; nobody else reaches the database in the cloud. */
  createKey(client: string, scopes: readonly Scope[]): Promise<string>;
  /** With two new keys, as `npm start` makes them. */
  createTestTarget(): Promise<TestTarget>;
  /** The same once more, packaged anew: then there is something to update. */
  redeploy(): Promise<void>;
  remove(): Promise<void>;
};

export type DeployTarget = Pick<ServerlessOptions, "databaseUrl" | "report"> & {
  readonly endpoint: string;
  /** Undefined for one that we do not know; it gets what the least of them can do. */
  readonly kind: EmulatorKind | undefined;
  /** Made by `serverless package`; made anew without. */
  readonly packageDir?: string;
};

const STAGE = "local";

/** LocalStack's community edition has no authorizers (serverless.yml); others have. */
const aimAt = ({ endpoint, kind, databaseUrl, report: say }: DeployTarget): ServerlessOptions => ({
  stage: STAGE,
  endpoint,
  databaseUrl,
  report: say,
  params: kind === "ministack" ? { gatewayAuthorizer: "true" } : {},
});

// The address that the framework prints is AWS' own; both emulators answer for an API under this path.
const apiUrlOf = (info: string, endpoint: string): string => {
  const apiId = /\/\/([a-z0-9]+)\.execute-api\./i.exec(info)?.[1];
  if (apiId === undefined)
    throw new Error(`the deploy printed no endpoint, so there is nothing to call:\n${info}`);
  return `${endpoint.replace(/\/$/, "")}/restapis/${apiId}/${STAGE}/_user_request_`;
};

export const deploy = async (place: DeployTarget): Promise<Deployment> => {
  const aim = aimAt(place);
  const from = place.packageDir === undefined ? [] : [`--package=${place.packageDir}`];
  const printed: string[] = [];
  const say = (line: string) => {
    printed.push(line);
    place.report?.(line);
  };
  printed.push(await runServerless({ ...aim, report: say }, "deploy", ...from));
  await verifySender(place.kind, place.endpoint);
  const apiUrl = apiUrlOf(printed.join("\n"), place.endpoint);
  const createKey = async (client: string, scopes: readonly Scope[]): Promise<string> => {
    const data = JSON.stringify({ create: { client, scopes } });
    const answer = await runServerless(aim, "invoke", "--function=keys", `--data=${data}`);
    return (JSON.parse(answer) as { key: string }).key;
  };
  const installation = async (): Promise<TestTarget> => ({
    apiUrl,
    apiKey: await createKey("local", ["orders:write", "orders:read"]),
    adminApiKey: await createKey("local", SCOPES),
    sqsEndpoint: place.endpoint,
    mailboxUrl: mailboxUrl(place.kind, place.endpoint),
  });
  const remove = async () => {
    await runServerless(aim, "remove");
  };
  const again = async () => {
    await runServerless({ ...aim, report: say }, "deploy", "--force");
  };
  return { apiUrl, createKey, createTestTarget: installation, redeploy: again, remove };
};
