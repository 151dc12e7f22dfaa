/** SQS messages as the records of a Lambda event. */
import type { Message, MessageAttributeValue } from "@aws-sdk/client-sqs";
import type { SQSMessageAttribute, SQSRecord } from "aws-lambda";
import type { EventSourceMapping } from "./service-resources.ts";

const toAttribute = (attribute: MessageAttributeValue): SQSMessageAttribute => ({
  ...(attribute.StringValue === undefined ? {} : { stringValue: attribute.StringValue }),
  ...(attribute.BinaryValue === undefined
    ? {}
    : { binaryValue: Buffer.from(attribute.BinaryValue).toString("base64") }),
  stringListValues: [],
  binaryListValues: [],
  dataType: attribute.DataType ?? "String",
});

export const toRecord = (message: Message, source: EventSourceMapping, region: string): SQSRecord => ({
  messageId: message.MessageId ?? "",
  receiptHandle: message.ReceiptHandle ?? "",
  body: message.Body ?? "",
  attributes: {
    ApproximateReceiveCount: "1",
    SentTimestamp: "0",
    SenderId: "",
    ApproximateFirstReceiveTimestamp: "0",
    ...message.Attributes,
  },
  messageAttributes: Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, toAttribute(value)]),
  ),
  ...(message.MD5OfMessageAttributes === undefined
    ? {}
    : { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
  md5OfBody: message.MD5OfBody ?? "",
  eventSource: "aws:sqs",
  eventSourceARN: source.queueArn,
  awsRegion: region,
});

/** An invocation's payload is limited to 6 MB, with JSON escaping and the records' other fields. */
const MAX_BODY_BYTES = 3_000_000;

/** Splits a batch so that each chunk fits into one invocation. A message has 1 MiB at most, so each fits. */
export const splitByPayloadSize = (messages: readonly Message[]): Message[][] => {
  const chunks: Message[][] = [];
  let capacity = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(message.Body ?? "");
    if (size > capacity || chunks.length === 0) {
      chunks.push([]);
      capacity = MAX_BODY_BYTES;
    }
    chunks.at(-1)?.push(message);
    capacity -= size;
  }
  return chunks;
};
