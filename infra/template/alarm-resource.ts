/** An alarm that notifies the stage's topic (infra/alarms.yml). */

export type Alarm = {
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly statistic: "Maximum" | "Sum";
  readonly threshold: unknown;
  /** `DatapointsToAlarm` out of `EvaluationPeriods`, in minutes. */
  readonly datapoints: readonly [number, number];
};

/** The alarm as a CloudFormation resource. */
export const alarmResource = (name: string, alarm: Alarm) => ({
  Type: "AWS::CloudWatch::Alarm",
  Properties: {
    AlarmName: name,
    AlarmDescription: alarm.description,
    AlarmActions: [{ Ref: "AlarmTopic" }],
    OKActions: [{ Ref: "AlarmTopic" }],
    Namespace: alarm.namespace,
    MetricName: alarm.metric,
    ...(alarm.dimensions.length > 0 ? { Dimensions: alarm.dimensions } : {}),
    Statistic: alarm.statistic,
    Period: 60,
    EvaluationPeriods: alarm.datapoints[1],
    DatapointsToAlarm: alarm.datapoints[0],
    ComparisonOperator: "GreaterThanThreshold",
    Threshold: alarm.threshold,
    TreatMissingData: "notBreaching",
  },
});
