/**
 * `npm run deploy:localstack`: `serverless deploy --stage local` into LocalStack, or into whatever answers at
 * AWS_ENDPOINT_URL. DATABASE_URL names the Postgres, as the functions see it from where they run.
 */
import { SCOPES } from "../../lib/domain/scope.ts";
import { curlLine } from "../curl-line.ts";
import { DOCKER_COMPOSE, composeUp, dockerUnavailableReason } from "../emulators/docker-compose.ts";
import { detectEmulatorKind, mailboxUrl } from "../emulators/emulator-kind.ts";
import { deploy } from "./deployment.ts";

const say = (line: string): void => console.log(line);

const where = async (): Promise<{ endpoint: string; databaseUrl: string }> => {
  const { AWS_ENDPOINT_URL: endpoint, DATABASE_URL: databaseUrl } = process.env;
  if (endpoint) {
    if (!databaseUrl)
      throw new Error(
        "DATABASE_URL is not set. Name a Postgres that the functions can reach from where they run",
      );
    return { endpoint, databaseUrl };
  }
  const withoutDocker = await dockerUnavailableReason();
  if (withoutDocker !== undefined)
    throw new Error(
      `${withoutDocker}, and Lambda inside LocalStack needs one. Set AWS_ENDPOINT_URL and DATABASE_URL to deploy elsewhere`,
    );
  await composeUp();
  return { endpoint: DOCKER_COMPOSE.endpoint, databaseUrl: databaseUrl || DOCKER_COMPOSE.databaseUrlInside };
};

const requireAnswer = async (endpoint: string): Promise<void> => {
  const answer = await fetch(endpoint).catch(() => undefined);
  if (answer === undefined)
    throw new Error(`nothing answers at ${endpoint}, which AWS_ENDPOINT_URL names; start the emulator first`);
  await answer.body?.cancel();
};

const run = async (): Promise<void> => {
  const { endpoint, databaseUrl } = await where();
  const kind = await detectEmulatorKind(endpoint);
  if (kind === undefined) await requireAnswer(endpoint);
  const deployed = await deploy({ endpoint, kind, databaseUrl, report: say });
  const key = await deployed.createKey("local", SCOPES);
  say(`\nAPI    ${deployed.apiUrl}\nMails  ${mailboxUrl(kind, endpoint)}\n\nPost an order:\n`);
  say(curlLine(deployed.apiUrl, key));
};

run().catch((fault: unknown) => {
  console.error(`deploy:localstack: ${fault instanceof Error ? fault.message : String(fault)}`);
  process.exitCode = 1;
});
