/** The metrics that the relay measures once a minute and logs (functions/relay/handler.ts), and their alarms. */
import { type Alarm, alarmResource } from "./alarm-resource.ts";

type RelayMetric = {
  /** The field of the relay's log line. */
  readonly field: string;
  readonly name: string;
  readonly unit: "Count" | "Percent" | "Seconds";
  /** The alarm fires above it. */
  readonly threshold: unknown;
  /** Minutes above the threshold, out of the last minutes. */
  readonly datapoints: readonly [number, number];
  readonly description: string;
};

export const RELAY_METRICS: readonly RelayMetric[] = [
  {
    field: "oldestUnpublishedSeconds",
    name: "OldestUnpublished",
    unit: "Seconds",
    threshold: 180,
    datapoints: [2, 3],
    description:
      "A task has waited for its message for more than three minutes; SQS refuses, or the relay does not run.",
  },
  {
    // One pause of 15 minutes is no reason for an alarm.
    field: "oldestPostponedMailSeconds",
    name: "OldestPostponedMail",
    unit: "Seconds",
    threshold: 1_200,
    datapoints: [2, 3],
    description:
      "A mail has been postponed for more than 20 minutes. Its task's last_error has SES's reason; check the SES account (paused, sandbox, identity, quota) and the role of the function emails.",
  },
  {
    field: "failedTasks",
    name: "FailedTasks",
    unit: "Count",
    threshold: 0,
    datapoints: [1, 1],
    description:
      "Tasks have failed in the last five minutes. GET /orders?status=attention lists their orders; fix the cause, then retry them.",
  },
  {
    field: "rejectedTasks",
    name: "RejectedTasks",
    unit: "Count",
    threshold: "${param:rejectedTasksAlarm}",
    datapoints: [1, 1],
    description:
      "Tasks were rejected in the last five minutes. GET /orders?status=attention lists their orders with the reasons: a missing commission rate or link is set and the task retried.",
  },
  {
    field: "postponedTasks",
    name: "PostponedTasks",
    unit: "Count",
    threshold: 100,
    datapoints: [5, 5],
    description:
      "More than 100 tasks are postponed, for five minutes; what they send to does not take it. Their last_error has the reason.",
  },
  {
    field: "mailQuotaUsedPercent",
    name: "MailQuotaUsed",
    unit: "Percent",
    threshold: 80,
    datapoints: [1, 1],
    description:
      "Four fifths of SES's quota of 24 hours are used up; beyond it mails wait. Request a higher quota.",
  },
];

/** The metric's name in CloudWatch: seconds are in the name, as in the log. */
export const metricName = ({ name, unit }: RelayMetric): string =>
  unit === "Seconds" ? `${name}Seconds` : name;

const metricFilter = (namespace: string, metric: RelayMetric) => ({
  Type: "AWS::Logs::MetricFilter",
  Properties: {
    LogGroupName: { Ref: "RelayLogGroup" },
    FilterPattern: `{ $.${metric.field} = * }`,
    MetricTransformations: [
      {
        MetricNamespace: namespace,
        MetricName: metricName(metric),
        MetricValue: `$.${metric.field}`,
        Unit: metric.unit,
      },
    ],
  },
});

const alarmOf = (namespace: string, metric: RelayMetric): Alarm => ({
  description: metric.description,
  namespace,
  metric: metricName(metric),
  dimensions: [],
  statistic: "Maximum",
  threshold: metric.threshold,
  datapoints: metric.datapoints,
});

/** Logical id → metric filter or alarm. */
export const relayAlarms = (service: string, stage: string): Record<string, unknown> => {
  const namespace = `${service}/${stage}`;
  return Object.fromEntries(
    RELAY_METRICS.flatMap((metric) => [
      [`Relay${metric.name}`, metricFilter(namespace, metric)],
      [
        `${metric.name}Alarm`,
        alarmResource(`${service}-${stage}-${metric.name}`, alarmOf(namespace, metric)),
      ],
    ]),
  );
};
