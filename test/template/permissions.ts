import { describe, expect, test } from "vitest";
import { GRANTS } from "../../infra/iam/grants.ts";
import { functionName } from "../../lib/tasks/queue-names.ts";
import { TASK_TYPES, typesWaitingFor } from "../../lib/tasks/registry.ts";
import { ofType } from "../../infra/template/resource.ts";
import { EVENT_SOURCE_ACTIONS, permissionsOf } from "./granted-permissions.ts";
import { sdkOperations } from "./sdk-operations.ts";
import { attributeOf, prod, properties } from "./packaged-stages.ts";

describe("permissions", () => {
  /** For each statement that names a resource with a star the reason. */
  const WILDCARDS: Readonly<Record<string, string>> = {
    WriteOwnLog: "the streams within the function's own log",
    NetworkInterfaces:
      "Lambda makes them before the function runs, by ids that nobody knows; the code is denied them",
    SendMail: "held by the sender's address; SES may look at the identities of address, domain and recipient",
  };
  const ofCode = (action: string) => /^(sqs|ses):/.test(action);
  const granted = permissionsOf(prod);
  const allowed = granted.filter(({ effect }) => effect === "Allow");

  test("name their resources, but for those with a reason", () => {
    const wild = allowed.filter(({ resources }) => resources.some((one) => one.includes("*")));
    expect([...new Set(wild.map(({ sid }) => sid))].sort()).toEqual(Object.keys(WILDCARDS).sort());
    const own = (functionName: string) => `:log-group:/aws/lambda/despacho-prod-${functionName}:*`;
    for (const { functionName, resources } of wild.filter(({ sid }) => sid === "WriteOwnLog"))
      expect(
        resources.every((one) => one.endsWith(own(functionName))),
        functionName,
      ).toBe(true);
    expect(allowed.filter(({ action }) => action.includes("*"))).toEqual([]);
  });

  test("come from the function's own role and from nothing else", () => {
    expect(ofType(prod.Resources, "AWS::IAM::Policy")).toEqual([]);
    expect(ofType(prod.Resources, "AWS::IAM::ManagedPolicy")).toEqual([]);
    for (const [, { Properties }] of ofType(prod.Resources, "AWS::Lambda::Function"))
      expect(properties(prod.Resources[attributeOf(Properties.Role)]).ManagedPolicyArns).toBeUndefined();
  });

  /** Lambda's own, in the function's name. */
  const LAMBDA = [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ];

  test("beside those that the code calls are Lambda's own", () => {
    const names = new Set(granted.map(({ functionName }) => functionName));
    expect(names.size).toBe(Object.keys(GRANTS).length);
    for (const name of names) {
      const others = allowed.filter(({ functionName, action }) => functionName === name && !ofCode(action));
      expect(others.map(({ action }) => action).sort(), name).toEqual(LAMBDA);
    }
  });

  test("to send mail hold for the sender alone", () => {
    const documents = JSON.stringify(properties(prod.Resources.EmailsRole).Policies);
    const send = documents.slice(documents.indexOf('"SendMail"'));
    expect(send).toContain('"Condition":{"StringEquals":{"ses:FromAddress":"despacho@example.com"}}');
  });

  test("a function's code cannot use what Lambda needs for its network", () => {
    const denied = granted.filter(({ effect }) => effect === "Deny").map(({ functionName }) => functionName);
    expect(new Set(denied)).toEqual(new Set(granted.map(({ functionName }) => functionName)));
  });

  /** In the code and yet not granted: a function publishes only tasks that waited for its own. */
  const NEEDLESS: ReadonlySet<string> = new Set(
    TASK_TYPES.filter((type) => typesWaitingFor(type).length === 0).map(
      (type) => `${functionName(type)} sqs:SendMessage`,
    ),
  );

  test("are those that the functions' code calls, no more and no fewer", async () => {
    const handlers = ofType(prod.Resources, "AWS::Lambda::Function").map(([id, { Properties }]) => ({
      name: `${id[0]!.toLowerCase()}${id.slice(1).replace(/LambdaFunction$/, "")}`,
      file: `${String(Properties.Handler).replace(/\.[^.]+$/, "")}.ts`,
    }));
    for (const { name, file } of handlers) {
      const calls = (await sdkOperations(file)).filter((action) => !NEEDLESS.has(`${name} ${action}`));
      const own = allowed.filter(({ functionName, action }) => functionName === name && ofCode(action));
      const byItself = own.filter(
        ({ action, sid }) => !(sid === "ConsumeOwnQueue" && EVENT_SOURCE_ACTIONS.includes(action)),
      );
      expect([...new Set(byItself.map(({ action }) => action))].sort(), name).toEqual(calls.sort());
    }
  });
});
