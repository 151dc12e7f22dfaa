/**
 * The alarms that every queue and every function has, those of the relay's metrics, and the dashboard. infra/alarms*.yml and
 * infra/access-log.yml have the other alarms.
 */
import { GRANTS } from "../iam/grants.ts";
import { type Alarm, alarmResource } from "./alarm-resource.ts";
import { dashboard, deadLetterQueueOf } from "./dashboard.ts";
import { relayAlarms } from "./relay-alarms.ts";
import { isLocalStage, textOf, type VariableResolver } from "./variable-resolver.ts";

const queues = Object.values(GRANTS).flatMap(({ consumes }) => consumes ?? []);
/** Without the functions that a person invokes and whose errors that person sees. */
const functions = Object.keys(GRANTS).filter((name) => name !== "migrate" && name !== "keys");

const queueDimension = (queue: string) => ({
  Name: "QueueName",
  Value: { "Fn::GetAtt": [queue, "QueueName"] },
});

const queueAlarms = (queue: string): [string, Alarm][] => [
  [
    `${queue}DeadLettersAlarm`,
    {
      description: `Messages lie in the dead-letter queue of ${queue}; fix the cause, then redrive them.`,
      namespace: "AWS/SQS",
      // NumberOfMessagesSent does not count the messages that a redrive policy moves.
      metric: "ApproximateNumberOfMessagesVisible",
      dimensions: [queueDimension(deadLetterQueueOf(queue))],
      statistic: "Maximum",
      threshold: 0,
      datapoints: [1, 1],
    },
  ],
  [
    `${queue}AgeAlarm`,
    {
      description: `The oldest message of ${queue} is older than five minutes; its handler is stuck or throttled.`,
      namespace: "AWS/SQS",
      metric: "ApproximateAgeOfOldestMessage",
      dimensions: [queueDimension(queue)],
      statistic: "Maximum",
      threshold: 300,
      datapoints: [3, 3],
    },
  ],
];

const logicalId = (name: string): string => `${name[0]!.toUpperCase()}${name.slice(1)}LambdaFunction`;

/** The authorizer rejects an unknown key by an error; its other errors become 5xx responses of the API. */
const metricsOf = (name: string) =>
  name === "authorizer" ? (["Throttles"] as const) : (["Errors", "Throttles"] as const);

/** An alarm per function, because a queue retries and so hides both errors and throttles. */
const functionAlarms = (name: string): [string, Alarm][] =>
  metricsOf(name).map((metric) => [
    `${logicalId(name)}${metric}Alarm`,
    {
      description:
        metric === "Errors" ? `${name} fails.` : `Lambda refuses ${name}; raise the account's limit.`,
      namespace: "AWS/Lambda",
      metric,
      dimensions: [{ Name: "FunctionName", Value: { Ref: logicalId(name) } }],
      statistic: "Sum",
      threshold: 0,
      datapoints: [2, 5],
    },
  ]);

const subscription = (email: string) => ({
  Type: "AWS::SNS::Subscription",
  Properties: { TopicArn: { Ref: "AlarmTopic" }, Protocol: "email", Endpoint: email },
});

/** The alarms of infra/alarms.yml. Nothing in the local stage: LocalStack's community edition lacks the resource types. */
export const alarms = async (resolver: VariableResolver): Promise<unknown> =>
  (await isLocalStage(resolver)) ? {} : "${file(infra/alarms.yml)}";

/** The alarms of queues, functions and the relay's metrics, the dashboard and the subscription of `alarmEmail`. Nothing in the local stage. */
export const queueAndFunctionAlarms = async (resolver: VariableResolver): Promise<unknown> => {
  if (await isLocalStage(resolver)) return {};
  const service = await textOf(resolver, "self:service");
  const stage = await textOf(resolver, "sls:stage");
  const email = await textOf(resolver, "param:alarmEmail");
  const repeated = [...queues.flatMap(queueAlarms), ...functions.flatMap(functionAlarms)];
  const functionNames = functions.map((name) => `${service}-${stage}-${name}`);
  return {
    Resources: {
      ...(email === "" ? {} : { AlarmEmail: subscription(email) }),
      ...Object.fromEntries(
        repeated.map(([id, alarm]) => [id, alarmResource(`${service}-${stage}-${id}`, alarm)]),
      ),
      ...relayAlarms(service, stage),
      Dashboard: dashboard(service, stage, { queues, functionNames }),
    },
  };
};
