/** Keeps `serverless offline` away from AWS: it creates queues, polls them and sends e-mails. */

/** Host names that emulators use and that never lead out of this machine or its private network. */
const LOCAL_NAME = /^(localhost|.+\.localhost|localhost\.localstack\.cloud|.+\.internal|[a-z0-9_-]+)$/i;
const PRIVATE_ADDRESS =
  /^(127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+|\[::1\])$/;

const isLocal = (endpoint: string): boolean => {
  if (!URL.canParse(endpoint)) return false;
  const { hostname } = new URL(endpoint);
  return PRIVATE_ADDRESS.test(hostname) || LOCAL_NAME.test(hostname);
};

const endpointIssue = (name: string, endpoint: string | undefined): string | undefined => {
  if (endpoint === undefined) return `AWS_ENDPOINT_URL_${name} is not set`;
  return isLocal(endpoint) ? undefined : `AWS_ENDPOINT_URL_${name} is ${endpoint}, which is not local`;
};

/** The endpoint of the environment, as the AWS SDK finds it. */
export const endpointOf = (name: "SQS" | "SES", env: NodeJS.ProcessEnv): string | undefined =>
  env[`AWS_ENDPOINT_URL_${name}`] || env.AWS_ENDPOINT_URL || undefined;

/**
 * Why `serverless offline` cannot run with this environment and stage; undefined when it can.
 * @param stage the resolved one, `dev` unless given
 */
export const offlineIssue = (env: NodeJS.ProcessEnv, stage: string): string | undefined => {
  const issue =
    endpointIssue("SQS", endpointOf("SQS", env)) ??
    endpointIssue("SES", endpointOf("SES", env)) ??
    (env.DATABASE_URL ? undefined : "DATABASE_URL is not set") ??
    (stage === "local" ? undefined : `the stage is ${stage}, not local`);
  return issue === undefined
    ? undefined
    : `serverless offline does not run by itself (${issue}). Type \`npm start\`: it starts Postgres, SQS, SES and the functions.`;
};
