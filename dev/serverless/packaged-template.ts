/** The CloudFormation template that `serverless package` writes. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Resources } from "../../infra/template/resource.ts";
import { runServerless } from "./serverless-cli.ts";

export type Template = { readonly Resources: Resources };

/** Packaging makes no AWS request; an unexpected one must fail. */
const UNREACHABLE = "http://127.0.0.1:9";

export const templateFile = (directory: string): string =>
  join(directory, "cloudformation-template-update-stack.json");

/** Packages into the directory, which needs neither an account nor a network. */
export const packageInto = async (
  directory: string,
  stage: string,
  params: Readonly<Record<string, string>> = {},
): Promise<Template> => {
  await runServerless({ stage, params, endpoint: UNREACHABLE }, "package", `--package=${directory}`);
  return JSON.parse(readFileSync(templateFile(directory), "utf8")) as Template;
};
