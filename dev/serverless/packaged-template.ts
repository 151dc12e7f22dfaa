/** The CloudFormation template that `serverless package` writes. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runServerless } from "./serverless-cli.ts";

export type Resource = {
  readonly Type: string;
  readonly DependsOn?: readonly string[];
  readonly Properties?: Readonly<Record<string, unknown>>;
};
export type Template = { readonly Resources: Readonly<Record<string, Resource>> };

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

export const ofType = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
