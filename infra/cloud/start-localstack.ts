/** `npm run start:localstack`: as `npm start`, with SQS and SES in LocalStack. Takes the same options. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { findLocalStack } from "../local/emulators/place.ts";
import { Missing } from "../local/emulators/venv.ts";
import { HELP, stackOptions } from "../local/options.ts";

const START = fileURLToPath(new URL("../local/start.ts", import.meta.url));

const say = (line: string): void => console.log(line);

const INTERRUPTED = 130;
let child: ReturnType<typeof spawn> | undefined;

// A signal from the terminal reaches the stack too, which then ends in order; we only wait for it. Before there is one,
// nothing needs an order: an emulator ends with us (parent.py).
const pass = (signal: NodeJS.Signals): unknown =>
  child === undefined ? process.exit(INTERRUPTED) : child.kill(signal);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, pass);

const run = async (): Promise<number> => {
  // Before anything is started, so that a mistyped option costs nothing.
  if (stackOptions(process.argv.slice(2), process.env) === "help") {
    say(HELP.replaceAll("npm start", "npm run start:localstack"));
    return 0;
  }
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
    const text = fault instanceof Error ? fault.message : String(fault);
    console.error(`start:localstack: ${fault instanceof Missing ? `missing is ${text}` : text}`);
    process.exit(1);
  },
);
