/** What is deployed, counted in the files that deploy it. */
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { queueAndFunctionAlarms } from "../../infra/template/alarms.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string): string => readFileSync(`${ROOT}${file}`, "utf8");

type Declared = {
  readonly provider: { readonly memorySize: number };
  readonly params: { readonly default: { readonly auroraMinCapacity: number } };
  readonly functions: Readonly<
    Record<string, { readonly memorySize?: number; readonly events?: readonly object[] }>
  >;
};

// CloudFormation's tags (!Ref, !GetAtt) are unknown to the parser, which warns of each; nothing here needs them.
const declared = (): Declared => parse(read("serverless.yml"), { logLevel: "error" }) as Declared;

export type DeclaredFunction = { readonly gigabytes: number; readonly consumesQueue: boolean };

export const declaredFunctions = (): ReadonlyMap<string, DeclaredFunction> => {
  const { provider, functions } = declared();
  return new Map(
    Object.entries(functions).map(([name, { memorySize = provider.memorySize, events = [] }]) => [
      name,
      { gigabytes: memorySize / 1_024, consumesQueue: events.some((event) => "sqs" in event) },
    ]),
  );
};

const SETTINGS: Readonly<Record<string, string>> = { "self:service": "despacho", "sls:stage": "prod" };

const repeatedTypes = async (): Promise<string[]> => {
  const { Resources } = (await queueAndFunctionAlarms({
    resolveVariable: async (variable) => SETTINGS[variable.split(",")[0]!] ?? "",
  })) as { Resources: Record<string, { Type: string }> };
  return Object.values(Resources).map(({ Type }) => Type);
};

export type DeployedResources = {
  /** How many resources of a CloudFormation type there are. */
  count(type: string): number;
  readonly interfaceEndpoints: number;
  readonly minimumAcu: number;
};

export const deployedResources = async (): Promise<DeployedResources> => {
  const templates = globSync("infra/*.yml", { cwd: ROOT }).map(read).join("\n");
  const types = [
    ...[...templates.matchAll(/^ +Type: (AWS::\S+)$/gm)].map(([, type]) => type!),
    ...(await repeatedTypes()),
  ];
  return {
    count: (type) => types.filter((one) => one === type).length,
    interfaceEndpoints: templates.match(/VpcEndpointType: Interface$/gm)?.length ?? 0,
    minimumAcu: declared().params.default.auroraMinCapacity,
  };
};
