/** SQS and SES clients. Endpoints, region, timeouts and attempts are set here and nowhere else. */
import { SESClient } from "@aws-sdk/client-ses";
import { SQSClient } from "@aws-sdk/client-sqs";
import { environment } from "./environment.ts";

export type AwsClientOptions = {
  readonly region?: string;
  /** An emulator's URL; without one the client calls AWS. */
  readonly endpoint?: string | undefined;
  /** Calls in all, the first one included. */
  readonly maxAttempts?: number;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

const DEFAULT_REGION = "us-east-1";

/** Emulators require credentials and do not check them. */
export const EMULATOR_CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" } as const;

/** The maximum duration of one SES call, connecting included. The lease on a mail is a multiple of it. */
export const SEND_TIMEOUT_SECONDS = 8;
const SES_CONNECTION_TIMEOUT_MS = 2_000;

// Without throwOnRequestTimeout the SDK only logs a warning, and an SQS that hangs delays the response to POST /orders.
const SQS_TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

const SES_TIMEOUTS = {
  connectionTimeout: SES_CONNECTION_TIMEOUT_MS,
  requestTimeout: SEND_TIMEOUT_SECONDS * 1_000 - SES_CONNECTION_TIMEOUT_MS,
  throwOnRequestTimeout: true,
};

// SES may close an idle connection while the Lambda container is frozen. A mail sent over it fails with an unknown
// outcome, so each mail opens its own connection.
const NO_KEEP_ALIVE = { httpAgent: { keepAlive: false }, httpsAgent: { keepAlive: false } };

/** An SQS client. The caller destroys it. */
export const createSqsClient = ({ endpoint, maxAttempts = 2, ...options }: AwsClientOptions): SQSClient =>
  new SQSClient({
    region: DEFAULT_REGION,
    maxAttempts,
    // The middlewares of a command are composed once, not for each call, which takes a tenth of a call's CPU time. It applies to
    // calls without options only.
    cacheMiddleware: true,
    requestHandler: SQS_TIMEOUTS,
    ...options,
    // The host in an emulator's queue URL may not resolve.
    ...(endpoint === undefined ? {} : { endpoint, useQueueUrlAsEndpoint: false }),
  });

/** An SES client. It calls once by default: a retry by the SDK after a lost response sends a second mail. */
export const createSesClient = ({ endpoint, maxAttempts = 1, ...options }: AwsClientOptions): SESClient =>
  new SESClient({
    region: DEFAULT_REGION,
    maxAttempts,
    requestHandler: { ...SES_TIMEOUTS, ...NO_KEEP_ALIVE },
    ...options,
    ...(endpoint === undefined ? {} : { endpoint }),
  });

/** Region and endpoint of SQS from the environment. */
export const sqsOptions = (): AwsClientOptions => {
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SQS, AWS_REGION } = environment();
  return { region: AWS_REGION, endpoint: AWS_ENDPOINT_URL_SQS ?? AWS_ENDPOINT_URL };
};

/** Region and endpoint of SES from the environment. */
export const sesOptions = (): AwsClientOptions & { readonly region: string } => {
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SES, AWS_REGION } = environment();
  return { region: AWS_REGION, endpoint: AWS_ENDPOINT_URL_SES ?? AWS_ENDPOINT_URL };
};

let sqs: SQSClient | undefined;
let ses: SESClient | undefined;

/** The container's SQS client, created at first use. */
export const sqsClient = (): SQSClient => {
  sqs ??= createSqsClient(sqsOptions());
  return sqs;
};

/** The container's SES client, created at first use. */
export const sesClient = (): SESClient => {
  ses ??= createSesClient(sesOptions());
  return ses;
};

/** Destroys the container's clients; the next use creates new ones. For tests. */
export const closeAwsClients = (): void => {
  sqs?.destroy();
  ses?.destroy();
  sqs = undefined;
  ses = undefined;
};
