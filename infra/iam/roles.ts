/** One role per function, from the table of grants. */
import type { VariableResolver } from "../template/variable-resolver.ts";
import { GRANTS, type Grant } from "./grants.ts";

type Statement = {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
};

const ASSUME = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

const arn = (logicalId: string) => ({ "Fn::GetAtt": [logicalId, "Arn"] });

const log = (deployedName: string): Statement => ({
  Sid: "WriteOwnLog",
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: {
    "Fn::Sub": `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/${deployedName}:*`,
  },
});

/** Lambda creates the interfaces before the function runs, so their ids are unknown here; describing them takes no resource. */
const NETWORK: Statement = {
  Sid: "NetworkInterfaces",
  Effect: "Allow",
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html: all six, as AWS' own policy for it has them.
  Action: [
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
  ],
  Resource: "*",
};

/** The code of a function has its role's permissions: those that only Lambda needs are denied to the code. */
const denyNetworkToCode = (deployedName: string) => ({
  Sid: "NotFromTheCode",
  Effect: "Deny",
  Action: NETWORK.Action,
  Resource: "*",
  Condition: {
    ArnEquals: {
      "lambda:SourceFunctionArn": [
        {
          "Fn::Sub": `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${deployedName}`,
        },
      ],
    },
  },
});

/** The bare address of `Name <address>`. */
export const senderAddress = (sender: string): string => /<([^<>]+)>\s*$/.exec(sender)?.[1] ?? sender.trim();

const OF_SES = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}";

/** The quota is the account's, so the action has no resource. */
const READ_QUOTA: Statement = {
  Sid: "ReadSendQuota",
  Effect: "Allow",
  Action: ["ses:GetSendQuota"],
  Resource: "*",
};

/**
 * Limited by the sender's address. The resource is every identity, because SES checks the identity of the address, of its
 * domain, and in the sandbox that of the recipient. With a configuration set SES checks that too.
 */
const mail = (sender: string, configurationSet: boolean): Statement => ({
  Sid: "SendMail",
  Effect: "Allow",
  Action: ["ses:SendEmail"],
  Resource: [
    { "Fn::Sub": `${OF_SES}:identity/*` },
    ...(configurationSet ? [{ "Fn::Sub": `${OF_SES}:configuration-set/\${MailConfigurationSet}` }] : []),
  ],
  Condition: { StringEquals: { "ses:FromAddress": senderAddress(sender) } },
});

const statements = (grant: Grant, sender: string, configurationSet: boolean): Statement[] => {
  const found: Statement[] = [];
  if (grant.consumes !== undefined)
    found.push({
      Sid: "ConsumeOwnQueue",
      Effect: "Allow",
      Action: [
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        ...(grant.backsOff ? ["sqs:ChangeMessageVisibility"] : []),
      ],
      Resource: arn(grant.consumes),
    });
  if (grant.sendsTo !== undefined)
    found.push({
      Sid: "WakeHandlers",
      Effect: "Allow",
      Action: ["sqs:SendMessage"],
      Resource: grant.sendsTo.map(arn),
    });
  if (grant.readsAttributesOf !== undefined)
    found.push({
      Sid: "ReadQueueAttributes",
      Effect: "Allow",
      Action: ["sqs:GetQueueAttributes"],
      Resource: grant.readsAttributesOf.map(arn),
    });
  if (grant.renews && grant.consumes !== undefined)
    found.push({
      Sid: "RenewOwnMessages",
      Effect: "Allow",
      Action: ["sqs:SendMessage"],
      Resource: arn(grant.consumes),
    });
  if (grant.sendsMail) found.push(mail(sender, configurationSet), READ_QUOTA);
  return found;
};

export const roleId = (functionName: string): string =>
  `${functionName[0]!.toUpperCase()}${functionName.slice(1)}Role`;

export const roles = async ({ resolveVariable }: VariableResolver): Promise<unknown> => {
  const service = `${await resolveVariable("self:service")}-${await resolveVariable("sls:stage")}`;
  const inVpc = (await resolveVariable("file(infra/template/variables.cjs):vpc, null")) !== null;
  const sender = String(await resolveVariable("param:mailSender"));
  const configurationSet = (await resolveVariable("sls:stage")) !== "local";
  const toRole = ([name, grant]: [string, Grant]) => {
    const deployedName = `${service}-${name}`;
    const own = [log(deployedName), ...statements(grant, sender, configurationSet)];
    const Statement = inVpc ? [...own, NETWORK, denyNetworkToCode(deployedName)] : own;
    const Policies = [
      { PolicyName: "only-what-it-calls", PolicyDocument: { Version: "2012-10-17", Statement } },
    ];
    return [
      roleId(name),
      { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: ASSUME, Policies } },
    ];
  };
  return { Resources: Object.fromEntries(Object.entries(GRANTS).map(toRole)) };
};
