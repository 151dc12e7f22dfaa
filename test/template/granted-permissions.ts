/** What each function may do, read from the compiled template's policies rather than from what they were made of. */
import type { Template } from "../../dev/serverless/packaged-template.ts";
import { ofType } from "../../infra/template/resource.ts";

export type Permission = {
  /** The function's key in serverless.yml. */
  readonly functionName: string;
  readonly action: string;
  /** Logical ids, where the resource is one of the template's; else the text. */
  readonly resources: readonly string[];
  readonly sid: string;
  readonly effect: "Allow" | "Deny";
};

type Statement = {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
};
type Policy = { readonly PolicyDocument: { readonly Statement: readonly Statement[] } };

const readable = (resource: unknown): string => {
  if (typeof resource === "string") return resource;
  const { Ref, "Fn::GetAtt": attribute, "Fn::Sub": text } = resource as Record<string, unknown>;
  return String(Ref ?? (attribute as string[] | undefined)?.[0] ?? text ?? JSON.stringify(resource));
};

const keyOf = (logicalId: string): string =>
  `${logicalId[0]!.toLowerCase()}${logicalId.slice(1).replace(/LambdaFunction$/, "")}`;

/** Every statement of every function's own role. */
export const permissionsOf = (template: Template): Permission[] =>
  ofType(template.Resources, "AWS::Lambda::Function").flatMap(([logicalId, { Properties }]) => {
    const role = readable(Properties.Role);
    const policies = (template.Resources[role]?.Properties.Policies ?? []) as readonly Policy[];
    const statements = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    return statements.flatMap(({ Sid, Effect, Action, Resource }) =>
      [Action].flat().map((action) => ({
        functionName: keyOf(logicalId),
        action,
        resources: [Resource].flat().map(readable),
        sid: Sid,
        effect: Effect,
      })),
    );
  });

/** The queues of the template, by their deployed names. */
export const queuesByName = (template: Template): Map<string, string> =>
  new Map(
    ofType(template.Resources, "AWS::SQS::Queue").map(([id, { Properties }]) => [
      String(Properties.QueueName),
      id,
    ]),
  );

/** The IAM action that an API operation needs. */
export const actionOf = (operation: string): string =>
  ({
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
  })[operation] ?? operation;

/** Used by Lambda's event source in the function's name, never by its code. */
export const EVENT_SOURCE_ACTIONS: readonly string[] = [
  "sqs:ReceiveMessage",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
];
