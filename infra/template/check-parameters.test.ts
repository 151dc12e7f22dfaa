import { expect, test } from "vitest";
import { parameterIssues, parametersAreValid } from "./check-parameters.ts";
import { PARAMETERS, parameterDefaults } from "./parameters.ts";

const defaults = Object.fromEntries(
  Object.entries(parameterDefaults).map(([name, value]) => [name, String(value)]),
);
const issuesWith = (values: Record<string, string>): string[] =>
  parameterIssues(Object.keys(values), { ...defaults, ...values });

const NUMBERS = Object.keys(PARAMETERS).filter((name) => PARAMETERS[name]!.kind.text.includes("number"));
const BOOLEANS = Object.keys(PARAMETERS).filter((name) => defaults[name] === "true");
const TEXTS = Object.keys(PARAMETERS).filter((name) => ![...NUMBERS, ...BOOLEANS].includes(name));

test("every default is valid", () => {
  expect(issuesWith({})).toEqual([]);
});

test.each(NUMBERS)("%s must be a number within its range", (name) => {
  for (const value of ["", "abc", "-1", "1e3", "0x10", "NaN", "Infinity", "1,5", " 1", "99999999999"])
    expect(issuesWith({ [name]: value }), value).toEqual([
      expect.stringContaining(`\`${name}\` is "${value}"`),
    ]);
});

test.each(BOOLEANS)("%s must be true or false", (name) => {
  expect(issuesWith({ [name]: "false" })).toEqual([]);
  for (const value of ["", "0", "no", "False", "fasle"])
    expect(issuesWith({ [name]: value }), value).toEqual([
      `\`${name}\` is "${value}"; it must be \`true\` or \`false\``,
    ]);
});

test.each(TEXTS)("%s must be on one line", (name) => {
  expect(issuesWith({ [name]: "a\nb" })).toEqual([
    expect.stringContaining(`\`${name}\` is "a\\nb"; it must be`),
  ]);
});

test.each([
  ["mailSender", "Shop", "Shop <orders>"],
  ["mailIdentity", "", "shop", "orders@shop"],
  ["alarmEmail", "operations", "a@b.example,c@d.example"],
  ["clients", "web;app", "web,a b", "..", "x".repeat(65)],
  ["databaseUrl", "mysql://u@h/d", "db.example"],
  ["databaseReader", "", "yes", "mysql://u@h/d"],
  ["subnetIds", "sg-1", "subnet-1 subnet-2", "subnet-1,"],
  ["securityGroupIds", "subnet-1", "sg-xyz"],
  ["certificateAuthorities", "ca.pem"],
  ["auroraVersion", "17", "16.4", "17.x"],
  ["databaseSnapshot", "1st", "a b"],
  ["databaseSnapshotSecret", "my-secret"],
] as const)("%s: a malformed value is an issue", (name, ...values) => {
  for (const value of values)
    expect(issuesWith({ [name]: value }), value).toEqual([expect.stringContaining(`\`${name}\` is `)]);
});

const SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:DatabaseSecret-a1b2";

test.each([
  { clients: "web, app" },
  { alarmEmail: "{{resolve:ssm:/despacho/alarms}}" },
  { mailIdentity: "shop.example", mailSender: '"Shop, Ltd." <orders@mail.shop.example>' },
  {
    databaseUrl: "{{resolve:secretsmanager:theirs:SecretString:url}}",
    subnetIds: "subnet-1,subnet-2",
    securityGroupIds: "sg-1",
  },
  { databaseReader: "true" },
  { databaseUrl: "postgres://db.example/d", databaseReader: "postgres://replica.example/d" },
  { databaseSnapshot: "despacho-prod-final", databaseSnapshotSecret: SECRET },
  { auroraMinCapacity: "2.5", auroraMaxCapacity: "256", auroraVersion: "17.10" },
])("valid values: %j", (values) => {
  expect(issuesWith(values as Record<string, string>)).toEqual([]);
});

test.each([
  [{ auroraMinCapacity: "9" }, "`auroraMinCapacity` (9) is above `auroraMaxCapacity` (8)"],
  [{ queueVisibility: "10" }, "`queueFunctionTimeout` (30) is above `queueVisibility` (10)"],
  [{ emailsTimeout: "600" }, "`emailsTimeout` (600) is above `emailsVisibility` (180)"],
  [{ databaseSnapshot: "old" }, "`databaseSnapshot` is set without `databaseSnapshotSecret`"],
  [{ databaseSnapshotSecret: SECRET }, "`databaseSnapshotSecret` is set without `databaseSnapshot`"],
  [
    { databaseUrl: "postgres://db.example/d", subnetIds: "subnet-1" },
    "`subnetIds` is set without `securityGroupIds`",
  ],
  [{ subnetIds: "subnet-1", securityGroupIds: "sg-1" }, "`subnetIds` is set without `databaseUrl`"],
  [
    { databaseUrl: "postgres://db.example/d", databaseReader: "true" },
    "`databaseReader` is `true` with `databaseUrl`; it must be the URL of a replica",
  ],
  [{ databaseReader: "postgres://replica.example/d" }, "`databaseReader` is a URL without `databaseUrl`"],
])("values that contradict each other: %j", (values, issue) => {
  expect(issuesWith(values as Record<string, string>)).toEqual([issue]);
});

test.each([
  ["clientRte", "; did you mean `clientRate`?"],
  ["mailsender", "; did you mean `mailSender`?"],
  ["alarm-email", "; did you mean `alarmEmail`?"],
  ["constructor", ""],
  ["somethingElse", ""],
])("the unknown name %s is an issue", (name, hint) => {
  expect(parameterIssues([name], defaults)).toEqual([`there is no parameter \`${name}\`${hint}`]);
});

test("names are checked on the command line, for the stage and for all stages", async () => {
  const resolve = async (variable: string): Promise<unknown> =>
    ({ "sls:stage": "prod" })[variable.split(",")[0]!] ?? parameterDefaults[variable.split(/[:,]/)[1]!];
  const inFile = { prod: { alarmMail: "x" }, test: { ignored: "x" } };
  const checked = parametersAreValid({
    resolveVariable: resolve,
    options: { param: ["clientRte=5"] },
    resolveConfigurationProperty: async ([, stage]) => inFile[stage as "prod"],
  });
  await expect(checked).rejects.toThrow(
    "invalid parameters:\n    there is no parameter `clientRte`; did you mean `clientRate`?\n    there is no parameter `alarmMail`; did you mean `alarmEmail`?",
  );
});
