/**
 * `npm run deploy:localstack`: `serverless deploy --stage local` into LocalStack, or into whatever answers at
 * AWS_ENDPOINT_URL. DATABASE_URL names the Postgres, as the functions see it from where they run.
 */
import { SCOPES } from "../../lib/domain/scope.ts";
import { deploy, kindOf } from "./deployment.ts";
import { COMPOSED, composeUp, missingOfDocker } from "../local/emulators/docker.ts";
import { curlLine } from "./hello.ts";

const say = (line: string): void => console.log(line);

const where = async (): Promise<{ endpoint: string; databaseUrl: string }> => {
  const { AWS_ENDPOINT_URL: endpoint, DATABASE_URL: databaseUrl } = process.env;
  if (endpoint) {
    if (!databaseUrl)
      throw new Error("DATABASE_URL is not set: the functions need a Postgres they can reach");
    return { endpoint, databaseUrl };
  }
  const withoutDocker = await missingOfDocker();
  if (withoutDocker !== undefined)
    throw new Error(
      `${withoutDocker}, and Lambda inside LocalStack needs one. Set AWS_ENDPOINT_URL and DATABASE_URL to deploy elsewhere`,
    );
  await composeUp();
  return { endpoint: COMPOSED.endpoint, databaseUrl: databaseUrl || COMPOSED.databaseUrlInside };
};

const run = async (): Promise<void> => {
  const { endpoint, databaseUrl } = await where();
  const kind = await kindOf(endpoint);
  if (kind === undefined) throw new Error(`nothing answers at ${endpoint}`);
  const deployed = await deploy({ endpoint, kind, databaseUrl, say });
  const key = await deployed.createKey("local", SCOPES);
  say(`\nAPI    ${deployed.apiUrl}\nMails  ${new URL("/_aws/ses", endpoint).href}\n\nPost an order:\n`);
  say(curlLine(deployed.apiUrl, key));
};

run().catch((fault: unknown) => {
  console.error(`deploy:localstack: ${fault instanceof Error ? fault.message : String(fault)}`);
  process.exitCode = 1;
});
