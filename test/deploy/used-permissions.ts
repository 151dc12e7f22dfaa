/** Compares the requests of the deployed functions, which the emulator records, with the permissions of their roles. */
import type { ObservedCall } from "../../dev/emulators/ministack.ts";
import type { Template } from "../../dev/serverless/packaged-template.ts";
import {
  actionOf,
  EVENT_SOURCE_ACTIONS,
  permissionsOf,
  queuesByName,
} from "../template/granted-permissions.ts";
import { reportCheck } from "./test-report.ts";

/** Used only after a failure; no end-to-end test makes one. */
const USED_AFTER_FAILURES = ["sqs:ChangeMessageVisibility"];

/**
 * Used only when a rule sends webhooks, or when they stay in their queue for long. The end-to-end tests have events, which
 * the relay publishes.
 */
const NOT_USED_BY_EVENTS = [
  "orders sqs:SendMessage WebhooksQueue",
  "relay sqs:GetQueueAttributes WebhooksQueue",
];

/** `function action queue` of every request, as `key` below. */
const usedKeys = (template: Template, calls: readonly ObservedCall[]): Set<string> => {
  const queues = queuesByName(template);
  return new Set(
    calls.map(([deployedName, operation, queue]) =>
      [deployedName.split("-").at(-1), actionOf(operation), queues.get(queue) ?? ""].join(" "),
    ),
  );
};

const grantsOf = (template: Template) =>
  permissionsOf(template)
    .filter(({ action }) => /^(sqs|ses):/.test(action))
    .flatMap(({ functionName, action, resources, sid }) =>
      resources.map((resource) => ({
        key: [functionName, action, action.startsWith("ses:") ? "" : resource].join(" "),
        action,
        isForFailures: USED_AFTER_FAILURES.includes(action) || sid === "RenewOwnMessages",
        usedByEventSource: sid === "ConsumeOwnQueue" && EVENT_SOURCE_ACTIONS.includes(action),
      })),
    );

const listed = (keys: readonly string[]): string => keys.map((key) => `; ${key}`).join("");

/** @returns whether every request was allowed and every permission was used */
export const comparePermissions = (template: Template, calls: readonly ObservedCall[]): boolean => {
  const used = usedKeys(template, calls);
  const grants = grantsOf(template);
  const allowed = new Set(grants.map(({ key }) => key));
  const notAllowed = [...used].filter((key) => !allowed.has(key));
  const notUsed = grants
    .filter(({ usedByEventSource, isForFailures }) => !usedByEventSource && !isForFailures)
    .map(({ key }) => key)
    .filter((key) => !used.has(key) && !NOT_USED_BY_EVENTS.includes(key));
  const areAllowed = reportCheck(
    notAllowed.length === 0,
    `every request of a function is allowed by its role${listed(notAllowed)}`,
  );
  const areUsed = reportCheck(
    notUsed.length === 0,
    `every permission of a role is used by its function${listed(notUsed)}`,
  );
  return areAllowed && areUsed;
};
