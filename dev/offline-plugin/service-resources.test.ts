import { expect, test } from "vitest";
import type { ServerlessService } from "./serverless-types.ts";
import { declaredQueues, eventSourceMappings, resolveEnvironment } from "./service-resources.ts";

const service = (): ServerlessService => ({
  provider: {
    region: "us-east-1",
    environment: { STAGE: "local", QUEUE_URL_MAILS: { Ref: "Mails" }, POOL: "1" },
  },
  functions: {
    mails: {
      name: "shop-local-mails",
      handler: "functions/mails/handler.handler",
      events: [
        { sqs: { arn: { "Fn::GetAtt": ["Mails", "Arn"] }, batchSize: 50, maximumBatchingWindow: 1 } },
        { sqs: { arn: { "Fn::GetAtt": ["Mails", "Arn"] }, enabled: false } },
      ],
    },
    http: {
      name: "shop-local-http",
      handler: "functions/http/handler.handler",
      events: [{ http: { path: "/" } }],
    },
  },
  resources: {
    Resources: {
      Mails: {
        Type: "AWS::SQS::Queue",
        Properties: {
          QueueName: "mails",
          VisibilityTimeout: 30,
          RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": "Dead.Arn" }, maxReceiveCount: "5" },
        },
      },
      Topic: { Type: "AWS::SNS::Topic" },
      Dead: { Type: "AWS::SQS::Queue", Properties: { QueueName: "mails-dlq", SqsManagedSseEnabled: true } },
    },
  },
});

test("declared queues list dead-letter queues first and have their references resolved", () => {
  expect(declaredQueues(service())).toEqual([
    { logicalId: "Dead", name: "mails-dlq", attributes: { SqsManagedSseEnabled: "true" } },
    {
      logicalId: "Mails",
      name: "mails",
      attributes: {
        VisibilityTimeout: "30",
        RedrivePolicy:
          '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:mails-dlq","maxReceiveCount":"5"}',
      },
    },
  ]);
});

test("every enabled sqs event becomes an event source mapping", () => {
  expect(eventSourceMappings(service())).toEqual([
    {
      functionName: "shop-local-mails",
      queue: "mails",
      queueArn: "arn:aws:sqs:us-east-1:000000000000:mails",
      batchSize: 50,
      windowSeconds: 1,
      concurrency: 5,
      reportsBatchItemFailures: false,
    },
  ]);
});

test("references to queues in the functions' environment become queue URLs", () => {
  const resolved = service();
  resolveEnvironment(resolved, new Map([["mails", "http://127.0.0.1:1/000000000000/mails"]]));
  expect(resolved.provider.environment).toEqual({
    STAGE: "local",
    QUEUE_URL_MAILS: "http://127.0.0.1:1/000000000000/mails",
    POOL: "1",
  });
});

test("an sqs event that refers to no queue of the service is rejected", () => {
  const broken = { ...service(), resources: { Resources: {} } };
  expect(() => eventSourceMappings(broken)).toThrow("shop-local-mails");
});
