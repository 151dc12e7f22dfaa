/** The CloudWatch dashboard of a stage. */
import { metricName, RELAY_METRICS } from "./relay-alarms.ts";

type Widget = {
  readonly title: string;
  readonly metrics: readonly (readonly unknown[])[];
  readonly stat: string;
};

/** What the dashboard shows: logical ids of queues, and deployed names of functions. */
type Monitored = { readonly queues: readonly string[]; readonly functionNames: readonly string[] };

const RELAY_WIDGETS = [
  { title: "Oldest unpublished task, oldest postponed mail (s)", unit: "Seconds" },
  { title: "Failed and rejected tasks of five minutes, postponed tasks", unit: "Count" },
  { title: "SES quota of 24 hours used (%)", unit: "Percent" },
] as const;

export const deadLetterQueueOf = (queue: string): string => queue.replace(/Queue$/, "DeadLetterQueue");

const queueNames = (queues: readonly string[]): string[] => queues.map((queue) => `\${${queue}.QueueName}`);

const sqs = (metric: string, names: readonly string[]) =>
  names.map((name) => ["AWS/SQS", metric, "QueueName", name]);

const lambda = (metric: string, names: readonly string[]) =>
  names.map((name) => ["AWS/Lambda", metric, "FunctionName", name]);

const own = (service: string, stage: string, metrics: readonly string[]) =>
  metrics.map((metric) => [`${service}/${stage}`, metric]);

const apiWidgets = (service: string, stage: string): Widget[] => {
  const api = ["ApiName", `${stage}-${service}`, "Stage", stage];
  return [
    {
      title: "Requests",
      stat: "Sum",
      metrics: [
        ...["Count", "4XXError", "5XXError"].map((metric) => ["AWS/ApiGateway", metric, ...api]),
        ...own(service, stage, ["ThrottledRequests"]),
      ],
    },
    { title: "Latency p99 (ms)", stat: "p99", metrics: [["AWS/ApiGateway", "Latency", ...api]] },
  ];
};

const queueWidgets = (service: string, stage: string, queues: readonly string[]): Widget[] => {
  const names = queueNames(queues);
  const deadLetters = queueNames(queues.map(deadLetterQueueOf));
  return [
    {
      title: "Waiting messages",
      stat: "Maximum",
      metrics: sqs("ApproximateNumberOfMessagesVisible", names),
    },
    { title: "Oldest message (s)", stat: "Maximum", metrics: sqs("ApproximateAgeOfOldestMessage", names) },
    {
      title: "Dead letters",
      stat: "Maximum",
      metrics: sqs("ApproximateNumberOfMessagesVisible", deadLetters),
    },
    ...RELAY_WIDGETS.map(({ title, unit }) => ({
      title,
      stat: "Maximum",
      metrics: own(service, stage, RELAY_METRICS.filter((metric) => metric.unit === unit).map(metricName)),
    })),
  ];
};

const functionWidgets = (names: readonly string[]): Widget[] => [
  { title: "Function errors", stat: "Sum", metrics: lambda("Errors", names) },
  { title: "Function durations (ms)", stat: "p95", metrics: lambda("Duration", names) },
  { title: "Concurrent executions", stat: "Maximum", metrics: lambda("ConcurrentExecutions", names) },
];

const MAIL_WIDGET: Widget = {
  title: "Mails",
  stat: "Sum",
  metrics: ["Send", "Bounce", "Complaint"].map((metric) => ["AWS/SES", metric]),
};

/** Two widgets a row, on the 24 columns of a dashboard. */
const place = ({ title, metrics, stat }: Widget, index: number) => ({
  type: "metric",
  x: (index % 2) * 12,
  y: Math.floor(index / 2) * 6,
  width: 12,
  height: 6,
  properties: { title, metrics, stat, period: 60, region: "${AWS::Region}", view: "timeSeries" },
});

/** The dashboard as a CloudFormation resource. */
export const dashboard = (service: string, stage: string, { queues, functionNames }: Monitored) => {
  const widgets = [
    ...apiWidgets(service, stage),
    ...queueWidgets(service, stage, queues),
    ...functionWidgets(functionNames),
    MAIL_WIDGET,
  ].map(place);
  return {
    Type: "AWS::CloudWatch::Dashboard",
    Properties: {
      DashboardName: `${service}-${stage}`,
      DashboardBody: { "Fn::Sub": JSON.stringify({ widgets }) },
    },
  };
};
