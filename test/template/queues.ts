import { describe, expect, test } from "vitest";
import { TASK_TYPES } from "../../lib/tasks/registry.ts";
import type { Template } from "../../dev/serverless/packaged-template.ts";
import { ofType, type Resource } from "../../infra/template/resource.ts";
import { attributeOf, local, prod, properties } from "./packaged-stages.ts";

const isDeadLetter = ([id]: [string, Resource]): boolean => id.endsWith("DeadLetterQueue");

describe.each([
  ["prod", prod],
  ["local", local],
])("queues of the stage %s", (_, template: Template) => {
  const queues = ofType(template.Resources, "AWS::SQS::Queue");

  test.each(queues.filter((queue) => !isDeadLetter(queue)))(
    "%s has a dead-letter queue with a longer retention period",
    (_id, queue) => {
      const { RedrivePolicy, MessageRetentionPeriod } = properties(queue) as {
        RedrivePolicy: { deadLetterTargetArn: unknown; maxReceiveCount: string };
        MessageRetentionPeriod: number;
      };
      expect(Number(RedrivePolicy.maxReceiveCount)).toBeGreaterThanOrEqual(5);
      const target = properties(template.Resources[attributeOf(RedrivePolicy.deadLetterTargetArn)]);
      expect(target.MessageRetentionPeriod).toBeGreaterThan(MessageRetentionPeriod);
    },
  );

  test("every event source reports failed messages individually and limits concurrency", () => {
    expect(ofType(template.Resources, "AWS::Lambda::EventSourceMapping").length).toBe(TASK_TYPES.length + 1);
    for (const [id, source] of ofType(template.Resources, "AWS::Lambda::EventSourceMapping")) {
      const { FunctionResponseTypes, ScalingConfig } = properties(source);
      expect(FunctionResponseTypes, id).toEqual(["ReportBatchItemFailures"]);
      expect((ScalingConfig as { MaximumConcurrency: number }).MaximumConcurrency, id).toBeLessThanOrEqual(5);
    }
  });
});

test("the visibility timeout of a queue is at least six times the timeout of its function", () => {
  expect(ofType(prod.Resources, "AWS::Lambda::EventSourceMapping").length).toBe(TASK_TYPES.length + 1);
  for (const [id, source] of ofType(prod.Resources, "AWS::Lambda::EventSourceMapping")) {
    const { EventSourceArn, FunctionName } = properties(source);
    const { VisibilityTimeout } = properties(prod.Resources[attributeOf(EventSourceArn)]);
    const { Timeout } = properties(prod.Resources[attributeOf(FunctionName)]);
    expect(Number(VisibilityTimeout), id).toBeGreaterThanOrEqual(6 * Number(Timeout));
  }
});
