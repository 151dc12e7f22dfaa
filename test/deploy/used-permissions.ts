/** What the deployed functions called, as an emulator saw it, against what their roles allow. */
import type { ObservedCall } from "../../dev/emulators/ministack.ts";
import type { Template } from "../../dev/serverless/packaged-template.ts";
import {
  actionOf,
  EVENT_SOURCE_ACTIONS,
  permissionsOf,
  queuesByName,
} from "../template/granted-permissions.ts";
import { expectThat } from "./test-report.ts";

/** Granted, and not seen in a journey in which nothing fails. */
const ONLY_AFTER_A_FAILURE = ["sqs:ChangeMessageVisibility"];

/** `function action queue`, as the grants below. */
const calledOf = (template: Template, calls: readonly ObservedCall[]): Set<string> => {
  const queues = queuesByName(template);
  return new Set(
    calls.map(([deployedName, operation, queue]) =>
      [deployedName.split("-").at(-1), actionOf(operation), queues.get(queue) ?? ""].join(" "),
    ),
  );
};

const grantedOf = (template: Template) =>
  permissionsOf(template)
    .filter(({ action }) => /^(sqs|ses):/.test(action))
    .flatMap(({ functionName, action, resources, sid }) =>
      resources.map((resource) => ({
        key: [functionName, action, action.startsWith("ses:") ? "" : resource].join(" "),
        functionName,
        action,
        byEventSource: sid === "ConsumeOwnQueue" && EVENT_SOURCE_ACTIONS.includes(action),
      })),
    );

const listed = (keys: readonly string[]): string => keys.map((key) => `; ${key}`).join("");

/** @returns whether every call was allowed, and everything allowed was called */
export const comparePermissions = (template: Template, calls: readonly ObservedCall[]): boolean => {
  const called = calledOf(template, calls);
  const granted = grantedOf(template);
  const keys = new Set(granted.map(({ key }) => key));
  const forbidden = [...called].filter((key) => !keys.has(key));
  const idle = granted
    .filter(({ byEventSource, action }) => !byEventSource && !ONLY_AFTER_A_FAILURE.includes(action))
    .filter(({ key }) => !called.has(key))
    .map(({ key }) => key);
  const lawful = expectThat(
    forbidden.length === 0,
    `no function called what its role forbids${listed(forbidden)}`,
  );
  const lean = expectThat(idle.length === 0, `no role allows what nothing needed${listed(idle)}`);
  return lawful && lean;
};
