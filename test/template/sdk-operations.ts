/** Which AWS operations a function's code can call: the commands made in its bundle once unused code is gone. */
import { build } from "esbuild";
import { PROJECT_ROOT } from "../../dev/serverless/serverless-cli.ts";
import { actionOf } from "./granted-permissions.ts";

const SERVICES = { "@aws-sdk/client-sqs": "sqs", "@aws-sdk/client-ses": "ses" } as const;

const serviceOf = (bundle: string, command: string): string => {
  const importing = new RegExp(`import \\{[^}]*\\b${command}\\b[^}]*\\} from "([^"]+)"`).exec(bundle)?.[1];
  const service = SERVICES[importing as keyof typeof SERVICES];
  if (service === undefined) throw new Error(`${command} is of no client that this test knows: ${importing}`);
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
    // Clients stay imports, so that what is left of commands is our own code's.
    external: ["@aws-sdk/*"],
    logLevel: "silent",
  });
  const bundle = outputFiles[0]!.text;
  const commands = new Set([...bundle.matchAll(/\bnew (\w+)Command\(/g)].map(([, name]) => name!));
  const actions = [...commands].map((name) => actionOf(`${serviceOf(bundle, `${name}Command`)}:${name}`));
  return [...new Set(actions)];
};
