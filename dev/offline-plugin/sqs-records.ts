/** Messages in the shape in which Lambda hands them to a function. */
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

/** An invocation's payload may have 6 MB; escaping and the record's frame need room too. */
const MAX_BODY_BYTES = 3_000_000;

/** Splits a batch so that each part fits into one invocation. A message has 1 MiB at most, so each fits. */
export const splitByPayloadSize = (messages: readonly Message[]): Message[][] => {
  const parts: Message[][] = [];
  let room = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(message.Body ?? "");
    if (size > room || parts.length === 0) {
      parts.push([]);
      room = MAX_BODY_BYTES;
    }
    parts.at(-1)?.push(message);
    room -= size;
  }
  return parts;
};
