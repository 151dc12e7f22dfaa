/** The permissions of each function, read from the policies of the packaged template. */
import type { Template } from "../../dev/serverless/packaged-template.ts";
import { ofType } from "../../infra/template/resource.ts";

export type Permission = {
  /** The function's key in serverless.yml. */
  readonly functionName: string;
  readonly action: string;
  /** Logical ids of the template's resources; the ARN's text for other resources. */
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

const resourceName = (resource: unknown): string => {
  if (typeof resource === "string") return resource;
  const { Ref, "Fn::GetAtt": attribute, "Fn::Sub": text } = resource as Record<string, unknown>;
  return String(Ref ?? (attribute as string[] | undefined)?.[0] ?? text ?? JSON.stringify(resource));
};

const keyOf = (logicalId: string): string =>
  `${logicalId[0]!.toLowerCase()}${logicalId.slice(1).replace(/LambdaFunction$/, "")}`;

/** One permission for each action of each statement of each function's role. */
export const permissionsOf = (template: Template): Permission[] =>
  ofType(template.Resources, "AWS::Lambda::Function").flatMap(([logicalId, { Properties }]) => {
    const role = resourceName(Properties.Role);
    const policies = (template.Resources[role]?.Properties.Policies ?? []) as readonly Policy[];
    const statements = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    return statements.flatMap(({ Sid, Effect, Action, Resource }) =>
      [Action].flat().map((action) => ({
        functionName: keyOf(logicalId),
        action,
        resources: [Resource].flat().map(resourceName),
        sid: Sid,
        effect: Effect,
      })),
    );
  });

/** Deployed name → logical id of each queue. */
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

/** Lambda's event source uses them as the function; code never does. */
export const EVENT_SOURCE_ACTIONS: readonly string[] = [
  "sqs:ReceiveMessage",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
];
