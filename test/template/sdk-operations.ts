/** The AWS operations that a function's code can call: the commands in its bundle after tree shaking. */
import { build } from "esbuild";
import { PROJECT_ROOT } from "../../dev/serverless/serverless-cli.ts";
import { actionOf } from "./granted-permissions.ts";

const SERVICES = { "@aws-sdk/client-sqs": "sqs", "@aws-sdk/client-ses": "ses" } as const;

const serviceOf = (bundle: string, command: string): string => {
  const importing = new RegExp(`import \\{[^}]*\\b${command}\\b[^}]*\\} from "([^"]+)"`).exec(bundle)?.[1];
  const service = SERVICES[importing as keyof typeof SERVICES];
  if (service === undefined) throw new Error(`${command} belongs to an unknown client: ${importing}`);
  return service;
};

/** @returns the IAM actions, each once */
export const sdkOperations = async (entry: string): Promise<string[]> => {
  const { outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: PROJECT_ROOT,
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node24",
    // External, so that the bundle has only the commands that our own code creates.
    external: ["@aws-sdk/*"],
    logLevel: "silent",
  });
  const bundle = outputFiles[0]!.text;
  const commands = new Set([...bundle.matchAll(/\bnew (\w+)Command\(/g)].map(([, name]) => name!));
  const actions = [...commands].map((name) => actionOf(`${serviceOf(bundle, `${name}Command`)}:${name}`));
  return [...new Set(actions)];
};
