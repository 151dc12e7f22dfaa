import { expect, test } from "vitest";
import { GRANTS } from "../../infra/iam/grants.ts";
import { ofType } from "../../infra/template/resource.ts";
import { EVENT_SOURCE_ACTIONS, permissionsOf } from "./granted-permissions.ts";
import { sdkOperations } from "./sdk-operations.ts";
import { attributeOf, PACKAGING_TIMEOUT_MS, prod, properties } from "./packaged-stages.ts";

/** Statement id → why its resource has a wildcard. */
const WILDCARDS: Readonly<Record<string, string>> = {
  WriteOwnLog: "the streams within the function's own log",
  NetworkInterfaces:
    "Lambda creates them before the function runs, with unknown ids; the code is denied them",
  ReadSendQuota: "the quota is the account's, so the action has no resource",
  SendMail: "limited by the sender's address; SES checks the identities of address, domain and recipient",
};
const isCalledByCode = (action: string) => /^(sqs|ses):/.test(action);
const granted = permissionsOf(prod);
const allowed = granted.filter(({ effect }) => effect === "Allow");

test("a permission names its resource, except those with a reason for a wildcard", () => {
  const withWildcard = allowed.filter(({ resources }) => resources.some((one) => one.includes("*")));
  expect([...new Set(withWildcard.map(({ sid }) => sid))].sort()).toEqual(Object.keys(WILDCARDS).sort());
  const ownLog = (functionName: string) => `:log-group:/aws/lambda/despacho-prod-${functionName}:*`;
  for (const { functionName, resources } of withWildcard.filter(({ sid }) => sid === "WriteOwnLog"))
    expect(
      resources.every((one) => one.endsWith(ownLog(functionName))),
      functionName,
    ).toBe(true);
  expect(allowed.filter(({ action }) => action.includes("*"))).toEqual([]);
});

test("a function has the permissions of its own role only", () => {
  expect(ofType(prod.Resources, "AWS::IAM::Policy")).toEqual([]);
  expect(ofType(prod.Resources, "AWS::IAM::ManagedPolicy")).toEqual([]);
  for (const [, { Properties }] of ofType(prod.Resources, "AWS::Lambda::Function"))
    expect(properties(prod.Resources[attributeOf(Properties.Role)]).ManagedPolicyArns).toBeUndefined();
});

/** Lambda itself uses them as the function. */
const USED_BY_LAMBDA = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:UnassignPrivateIpAddresses",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
];

test("permissions that the code does not use are those that Lambda uses", () => {
  const names = new Set(granted.map(({ functionName }) => functionName));
  expect(names.size).toBe(Object.keys(GRANTS).length);
  for (const name of names) {
    const others = allowed.filter(
      ({ functionName, action }) => functionName === name && !isCalledByCode(action),
    );
    expect(others.map(({ action }) => action).sort(), name).toEqual(USED_BY_LAMBDA);
  }
});

test("e-mails can be sent from the sender's address only", () => {
  const documents = JSON.stringify(properties(prod.Resources.EmailsRole).Policies);
  const send = documents.slice(documents.indexOf('"SendMail"'));
  expect(send).toContain('"Condition":{"StringEquals":{"ses:FromAddress":"despacho@example.com"}}');
});

test("a function's code is denied the network permissions that Lambda needs", () => {
  const denied = granted.filter(({ effect }) => effect === "Deny").map(({ functionName }) => functionName);
  expect(new Set(denied)).toEqual(new Set(granted.map(({ functionName }) => functionName)));
});

test("the code of each function calls the permitted actions, no more and no fewer", {
  timeout: PACKAGING_TIMEOUT_MS,
}, async () => {
  const handlers = ofType(prod.Resources, "AWS::Lambda::Function").map(([id, { Properties }]) => ({
    name: `${id[0]!.toLowerCase()}${id.slice(1).replace(/LambdaFunction$/, "")}`,
    file: `${String(Properties.Handler).replace(/\.[^.]+$/, "")}.ts`,
  }));
  for (const { name, file } of handlers) {
    const calls = await sdkOperations(file);
    const own = allowed.filter(({ functionName, action }) => functionName === name && isCalledByCode(action));
    const usedByCode = own.filter(
      ({ action, sid }) => !(sid === "ConsumeOwnQueue" && EVENT_SOURCE_ACTIONS.includes(action)),
    );
    expect([...new Set(usedByCode.map(({ action }) => action))].sort(), name).toEqual(calls.sort());
  }
});
