/** `npm run start:localstack`: as `npm start`, with SQS and SES in LocalStack. Takes the same options. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { findLocalStack } from "../local/emulators/place.ts";

const START = fileURLToPath(new URL("../local/start.ts", import.meta.url));

const say = (line: string): void => console.log(line);

// A signal from the terminal reaches the child too, which then ends in order; we only wait for it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child?.kill(signal));
let child: ReturnType<typeof spawn> | undefined;

const run = async (): Promise<number> => {
  const place = await findLocalStack(say);
  say(`SQS and SES: ${place.name} at ${place.endpoint}`);
  try {
    const database = place.databaseUrl === undefined ? {} : { DATABASE_URL: place.databaseUrl };
    const env = { ...process.env, ...database, AWS_ENDPOINT_URL: place.endpoint };
    child = spawn(process.execPath, [START, ...process.argv.slice(2)], { stdio: "inherit", env });
    return await new Promise((resolve) => child!.once("exit", (code) => resolve(code ?? 1)));
  } finally {
    await place.stop();
  }
};

run().then(
  (code) => process.exit(code),
  (fault: unknown) => {
    console.error(`start:localstack: missing is ${fault instanceof Error ? fault.message : String(fault)}`);
    process.exit(1);
  },
);
