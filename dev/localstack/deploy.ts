/**
 * `npm run deploy:localstack`: `serverless deploy --stage local` into LocalStack, or into the emulator at
 * AWS_ENDPOINT_URL. DATABASE_URL names a Postgres that the functions can reach from inside the emulator.
 */
import "../isolate-process.ts";
import { SCOPES } from "../../lib/domain/scope.ts";
import { curlLine } from "../curl-line.ts";
import { messageOf } from "../error-message.ts";
import { composeAddresses, composeUp, dockerUnavailableReason } from "../emulators/docker-compose.ts";
import { detectEmulatorKind, mailboxUrl } from "../emulators/emulator-kind.ts";
import { deploy } from "./deployment.ts";

const report = (line: string): void => console.log(line);

const findTarget = async (): Promise<{ endpoint: string; databaseUrl: string }> => {
  const { AWS_ENDPOINT_URL: endpoint, DATABASE_URL: databaseUrl } = process.env;
  if (endpoint) {
    if (!databaseUrl)
      throw new Error(
        "DATABASE_URL is not set. Name a Postgres that the functions can reach from inside the emulator",
      );
    return { endpoint, databaseUrl };
  }
  const withoutDocker = await dockerUnavailableReason();
  if (withoutDocker !== undefined)
    throw new Error(
      `${withoutDocker}, and Lambda inside LocalStack needs one. Set AWS_ENDPOINT_URL and DATABASE_URL to deploy elsewhere`,
    );
  await composeUp();
  const compose = composeAddresses(process.env);
  return { endpoint: compose.endpoint, databaseUrl: databaseUrl || compose.databaseUrlInside };
};

const requireReachable = async (endpoint: string): Promise<void> => {
  const response = await fetch(endpoint).catch(() => undefined);
  if (response === undefined)
    throw new Error(`AWS_ENDPOINT_URL is ${endpoint}, which cannot be reached; start the emulator first`);
  await response.body?.cancel();
};

const run = async (): Promise<void> => {
  const { endpoint, databaseUrl } = await findTarget();
  const kind = await detectEmulatorKind(endpoint);
  if (kind === undefined) await requireReachable(endpoint);
  const deployed = await deploy({ endpoint, kind, databaseUrl, report });
  const key = await deployed.createKey("local", SCOPES);
  report(`\nAPI    ${deployed.apiUrl}\nMails  ${mailboxUrl(kind, endpoint)}\n\nPost an order:\n`);
  report(curlLine(deployed.apiUrl, key));
};

run().catch((error: unknown) => {
  console.error(`deploy:localstack: ${messageOf(error)}`);
  process.exitCode = 1;
});
