/** The alarms that every queue and every function has, and the dashboard; the rest stand in infra/alarms.yml. */
import { GRANTS, type Grant } from "../iam/grants.ts";

type Framework = { readonly resolveVariable: (variable: string) => Promise<unknown> };
type Watch = {
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimension: string;
  readonly of: unknown;
  readonly statistic: "Maximum" | "Sum";
  readonly threshold: number;
  /** Minutes out of minutes that must be bad. */
  readonly bad: readonly [number, number];
};

const consumed = Object.values(GRANTS).flatMap((grant: Grant) => grant.consumes ?? []);
/** What a person starts fails before that person's eyes. */
const watched = Object.keys(GRANTS).filter((name) => name !== "migrate" && name !== "keys");

const toAlarm = (service: string, id: string, watch: Watch) => ({
  Type: "AWS::CloudWatch::Alarm",
  Properties: {
    AlarmName: `${service}-${id}`,
    AlarmDescription: watch.description,
    AlarmActions: [{ Ref: "AlarmTopic" }],
    OKActions: [{ Ref: "AlarmTopic" }],
    Namespace: watch.namespace,
    MetricName: watch.metric,
    Dimensions: [{ Name: watch.dimension, Value: watch.of }],
    Statistic: watch.statistic,
    Period: 60,
    EvaluationPeriods: watch.bad[1],
    DatapointsToAlarm: watch.bad[0],
    ComparisonOperator: "GreaterThanThreshold",
    Threshold: watch.threshold,
    TreatMissingData: "notBreaching",
  },
});

const ofQueue = (queue: string): [string, Watch][] => {
  const deadLetters = queue.replace(/Queue$/, "DeadLetterQueue");
  const common = { namespace: "AWS/SQS", dimension: "QueueName", statistic: "Maximum" } as const;
  return [
    [
      `${queue}DeadLettersAlarm`,
      {
        ...common,
        description: `Messages lie in the dead-letter queue of ${queue}; mend the cause, then redrive them.`,
        // The depth: NumberOfMessagesSent misses what a redrive moved.
        metric: "ApproximateNumberOfMessagesVisible",
        of: { "Fn::GetAtt": [deadLetters, "QueueName"] },
        threshold: 0,
        bad: [1, 1],
      },
    ],
    [
      `${queue}AgeAlarm`,
      {
        ...common,
        description: `The oldest message of ${queue} is older than five minutes; its handler is stuck or throttled.`,
        metric: "ApproximateAgeOfOldestMessage",
        of: { "Fn::GetAtt": [queue, "QueueName"] },
        threshold: 300,
        bad: [3, 3],
      },
    ],
  ];
};

const logicalId = (name: string): string => `${name[0]!.toUpperCase()}${name.slice(1)}LambdaFunction`;

/** An authorizer refuses a wrong key by an error; its real ones show as 5xx. */
const failures = (name: string) =>
  name === "authorizer" ? (["Throttles"] as const) : (["Errors", "Throttles"] as const);

// A queue hides both by trying again, so they are watched function by function.
const ofFunction = (name: string): [string, Watch][] =>
  failures(name).map((metric) => [
    `${logicalId(name)}${metric}Alarm`,
    {
      description:
        metric === "Errors" ? `${name} fails.` : `Lambda refuses ${name}; raise the account's limit.`,
      namespace: "AWS/Lambda",
      metric,
      dimension: "FunctionName",
      of: { Ref: logicalId(name) },
      statistic: "Sum",
      threshold: 0,
      bad: [2, 5],
    },
  ]);

type Widget = {
  readonly title: string;
  readonly metrics: readonly (readonly unknown[])[];
  readonly stat: string;
};

const widgets = (service: string, stage: string, names: readonly string[]): Widget[] => {
  const api = ["ApiName", `${stage}-${service}`, "Stage", stage];
  const queues = consumed.map((queue) => `\${${queue}.QueueName}`);
  const dead = consumed.map((queue) => `\${${queue.replace(/Queue$/, "DeadLetterQueue")}.QueueName}`);
  const lambda = (metric: string) => names.map((name) => ["AWS/Lambda", metric, "FunctionName", name]);
  const sqs = (metric: string, of: readonly string[]) =>
    of.map((name) => ["AWS/SQS", metric, "QueueName", name]);
  return [
    {
      title: "Requests",
      stat: "Sum",
      metrics: ["Count", "4XXError", "5XXError"].map((m) => ["AWS/ApiGateway", m, ...api]),
    },
    {
      title: "Latency, one in a hundred (ms)",
      stat: "p99",
      metrics: [["AWS/ApiGateway", "Latency", ...api]],
    },
    {
      title: "Waiting messages",
      stat: "Maximum",
      metrics: sqs("ApproximateNumberOfMessagesVisible", queues),
    },
    { title: "Oldest message (s)", stat: "Maximum", metrics: sqs("ApproximateAgeOfOldestMessage", queues) },
    { title: "Dead letters", stat: "Maximum", metrics: sqs("ApproximateNumberOfMessagesVisible", dead) },
    {
      title: "Oldest unpublished task (s)",
      stat: "Maximum",
      metrics: [[`${service}/${stage}`, "OldestUnpublishedSeconds"]],
    },
    { title: "Function errors", stat: "Sum", metrics: lambda("Errors") },
    { title: "Function durations (ms)", stat: "p95", metrics: lambda("Duration") },
    { title: "Concurrent executions", stat: "Maximum", metrics: lambda("ConcurrentExecutions") },
    { title: "Mails", stat: "Sum", metrics: ["Send", "Bounce", "Complaint"].map((m) => ["AWS/SES", m]) },
  ];
};

const toDashboard = (service: string, stage: string) => {
  const names = watched.map((name) => `${service}-${stage}-${name}`);
  const placed = widgets(service, stage, names).map(({ title, metrics, stat }, index) => ({
    type: "metric",
    x: (index % 2) * 12,
    y: Math.floor(index / 2) * 6,
    width: 12,
    height: 6,
    properties: { title, metrics, stat, period: 60, region: "${AWS::Region}", view: "timeSeries" },
  }));
  return {
    Type: "AWS::CloudWatch::Dashboard",
    Properties: {
      DashboardName: `${service}-${stage}`,
      DashboardBody: { "Fn::Sub": JSON.stringify({ widgets: placed }) },
    },
  };
};

const subscription = (endpoint: string) => ({
  Type: "AWS::SNS::Subscription",
  Properties: { TopicArn: { Ref: "AlarmTopic" }, Protocol: "email", Endpoint: endpoint },
});

/** Nothing in the local stage: nobody would be told. */
export const queueAndFunctionAlarms = async ({ resolveVariable }: Framework): Promise<unknown> => {
  const service = String(await resolveVariable("self:service"));
  const stage = String(await resolveVariable("sls:stage"));
  if (stage === "local") return {};
  const email = String((await resolveVariable("param:alarmEmail, ''")) ?? "");
  const told = email === "" ? {} : { AlarmEmail: subscription(email) };
  const watches = [...consumed.flatMap(ofQueue), ...watched.flatMap(ofFunction)];
  const alarms = watches.map(([id, watch]) => [id, toAlarm(`${service}-${stage}`, id, watch)]);
  return { Resources: { ...told, ...Object.fromEntries(alarms), Dashboard: toDashboard(service, stage) } };
};
