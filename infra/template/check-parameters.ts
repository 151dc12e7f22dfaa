/** Checks the parameters of a stage: an unknown name, a malformed value and values that contradict each other. */
import { didYouMean } from "../../lib/domain/near-name.ts";
import { PARAMETERS } from "./parameters.ts";
import { configurationError, textOf, type VariableResolver } from "./variable-resolver.ts";

type Values = Readonly<Record<string, string>>;

/** Longer values are shown up to here. */
const MAX_SHOWN = 60;

const shown = (value: string): string =>
  JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value);

const unknownNames = (names: Iterable<string>): string[] =>
  [...new Set(names)]
    .filter((name) => !Object.hasOwn(PARAMETERS, name))
    .map((name) => `there is no parameter \`${name}\`${didYouMean(name, Object.keys(PARAMETERS))}`);

const malformedValues = (values: Values): string[] =>
  Object.entries(PARAMETERS).flatMap(([name, { kind }]) => {
    const value = values[name] ?? "";
    return kind.accepts(value) ? [] : [`\`${name}\` is ${shown(value)}; it must be ${kind.text}`];
  });

/** Parameters of which the first must not be above the second. */
const ORDERED = [
  ["auroraMinCapacity", "auroraMaxCapacity"],
  ["queueFunctionTimeout", "queueVisibility"],
  ["emailsTimeout", "emailsVisibility"],
  ["webhooksTimeout", "webhooksVisibility"],
] as const;

/** The first has a meaning only with the second. */
const REQUIRES = [
  ["subnetIds", "securityGroupIds"],
  ["securityGroupIds", "subnetIds"],
  ["subnetIds", "databaseUrl"],
  ["databaseSnapshot", "databaseSnapshotSecret"],
  ["databaseSnapshotSecret", "databaseSnapshot"],
] as const;

/** The stack's own Aurora has a standby to read from; of another Postgres the replica must be named. */
const readerIssues = ({ databaseReader, databaseUrl }: Values): string[] => {
  if (databaseReader === "true" && databaseUrl)
    return ["`databaseReader` is `true` with `databaseUrl`; it must be the URL of a replica"];
  if (databaseReader !== "true" && databaseReader !== "false" && !databaseUrl)
    return ["`databaseReader` is a URL without `databaseUrl`"];
  return [];
};

const contradictions = (values: Values): string[] => [
  ...ORDERED.filter(([low, high]) => Number(values[low]) > Number(values[high])).map(
    ([low, high]) => `\`${low}\` (${values[low]}) is above \`${high}\` (${values[high]})`,
  ),
  ...REQUIRES.filter(([name, other]) => values[name] && !values[other]).map(
    ([name, other]) => `\`${name}\` is set without \`${other}\``,
  ),
  ...(values.databaseSnapshot && values.databaseUrl
    ? ["`databaseSnapshot` is set with `databaseUrl`, whose database the stack does not create"]
    : []),
  ...readerIssues(values),
];

/**
 * One line for each issue.
 * @param names every name that is set, on the command line or in serverless.yml
 * @param values the stage's value of each parameter
 */
export const parameterIssues = (names: Iterable<string>, values: Values): string[] => {
  const issues = [...unknownNames(names), ...malformedValues(values)];
  return issues.length > 0 ? issues : contradictions(values);
};

type ParameterResolver = VariableResolver & {
  /** The options of the command line. */
  readonly options: { readonly param?: string | readonly string[] };
  readonly resolveConfigurationProperty: (path: readonly string[]) => Promise<unknown>;
};

/** The names that are set on the command line, for the stage and for all stages. */
const namesSet = async (resolver: ParameterResolver): Promise<string[]> => {
  const stage = await textOf(resolver, "sls:stage");
  const inFile = await resolver.resolveConfigurationProperty(["params", stage]);
  const onCommandLine = [resolver.options.param ?? []].flat().map((option) => option.split("=")[0]!);
  return [...onCommandLine, ...Object.keys(inFile ?? {})];
};

/**
 * Variable of serverless.yml whose resolution checks the parameters.
 * @returns true, because a variable needs a value
 * @throws Error with a line for each issue
 */
export const parametersAreValid = async (resolver: ParameterResolver): Promise<true> => {
  const values: Record<string, string> = {};
  for (const name of Object.keys(PARAMETERS)) values[name] = await textOf(resolver, `param:${name}`);
  const issues = parameterIssues(await namesSet(resolver), values);
  if (issues.length > 0) throw configurationError(["invalid parameters:", ...issues].join("\n    "));
  return true;
};
