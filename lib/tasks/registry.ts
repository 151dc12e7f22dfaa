/** All task types, in order of acceptance, and what is derived from their definitions. */
import type * as z from "zod";
import type { Because } from "../domain/task.ts";
import type { CancellationOfTask, DoneTask } from "./cancellation-of-task.ts";
import { commission } from "./commission.ts";
import type { CancelledLines } from "../domain/cancellation.ts";
import type { Immutable } from "../domain/immutable.ts";
import type { ForetoldCause } from "../domain/cause.ts";
import type { ActionNeeds, FixedDetails } from "./action-needs.ts";
import type { BookingContext, BookingName, LookedUp, RejectionContext, ShownContext } from "./definition.ts";
import { email } from "./email.ts";
import { membership } from "./membership.ts";
import { packingSlip } from "./packing-slip.ts";
import { webhook } from "./webhook.ts";

/** Tasks of an order are accepted in this order: a type that waits for another comes after it. */
export const TASKS = [packingSlip, membership, email, commission, webhook] as const;

type Definition = (typeof TASKS)[number];
export type TaskType = Definition["type"];

export type TaskPayload = { [D in Definition as D["type"]]: Immutable<z.infer<D["payload"]>> };
export type TaskResult = { [D in Definition as D["type"]]: Immutable<z.infer<D["result"]>> };

/** An action that makes tasks, as a rulebook stores it. */
export type TaskAction = {
  [D in Definition as D["type"]]: Immutable<
    { action: D["action"]["name"] } & z.infer<D["action"]["details"]>
  >;
}[TaskType];

/** A task as deciding plans it. */
export type PlannedTask = {
  [Type in TaskType]: {
    readonly type: Type;
    /** Unique within the order, e.g. `packing_slip:shipping`, `membership:3:activate`, `commission:A-1`. */
    readonly key: string;
    readonly lineIds: readonly string[];
    readonly because: readonly Because[];
    /** Of all rules that led to the task; only when `because` leaves reasons out. */
    readonly ruleIds?: readonly string[];
    /** Key of the task that must be done first. */
    readonly dependsOn?: string;
    /** Keys of further tasks that must be done first. */
    readonly alsoDependsOn?: readonly string[];
    readonly payload: TaskPayload[Type];
  };
}[TaskType];

export const TASK_TYPES = TASKS.map(({ type }) => type);

/** The types of which tasks may wait for a task of the given type. */
export const typesWaitingFor = (type: TaskType): readonly TaskType[] =>
  TASKS.filter(({ waitsFor = [] }) => waitsFor.includes(type)).map((definition) => definition.type);

/** A task's type and payload: what the functions of its definition need. */
export type TypedPayload = {
  [Type in TaskType]: { readonly type: Type; readonly payload: TaskPayload[Type] };
}[TaskType];

/** The functions of a definition, each applied to a task of the definition's own type. */
type PayloadFunctions = {
  readonly summary: (payload: unknown) => string;
  readonly expectation: { readonly of: (payload: unknown) => string };
  readonly looksUp?: (payload: unknown) => LookedUp;
  readonly wouldBeRejected?: (payload: unknown, context: RejectionContext) => ForetoldCause | undefined;
  readonly cancellation?: CancellationOfTask<unknown, unknown>;
  readonly differenceKind: (payload: unknown) => string;
  readonly booking?: {
    readonly name: BookingName;
    readonly amount: (payload: unknown, context: BookingContext) => bigint;
  };
  readonly shown: readonly string[];
  readonly shownDetails?: {
    readonly name: string;
    readonly of: (payload: unknown, context: ShownContext) => readonly unknown[];
  };
};
const BY_TYPE = Object.fromEntries(
  TASKS.map((definition) => [definition.type, definition]),
) as unknown as Record<TaskType, PayloadFunctions>;

const BY_ACTION: ReadonlyMap<
  string,
  { readonly fixes?: FixedDetails; readonly needs?: (details: unknown) => ActionNeeds }
> = new Map(TASKS.map(({ action }) => [action.name, action as object]));

/** The details of an action of which only one value can count; undefined when there are none. */
export const fixedDetails = ({ action }: { readonly action: string }): FixedDetails | undefined =>
  BY_ACTION.get(action)?.fixes;

/** What planning an action needs besides the order. */
export const actionNeeds = (action: { readonly action: string }): ActionNeeds =>
  BY_ACTION.get(action.action)?.needs?.(action) ?? {};

/** A line of text about the task, for people. */
export const taskSummary = ({ type, payload }: TypedPayload): string => BY_TYPE[type].summary(payload);

/** What an example of a rulebook names when it expects the task. */
export const expectedValue = ({ type, payload }: TypedPayload): string =>
  BY_TYPE[type].expectation.of(payload);

/** What is looked up to foretell whether the task would be rejected. */
export const lookedUp = ({ type, payload }: TypedPayload): LookedUp => BY_TYPE[type].looksUp?.(payload) ?? {};

/** Why the task would be rejected; undefined when nothing is known that speaks against it. */
export const causeOfRejection = (
  { type, payload }: TypedPayload,
  context: RejectionContext,
): ForetoldCause | undefined => BY_TYPE[type].wouldBeRejected?.(payload, context);

/** What kind of difference the task is between two decisions. */
export const differenceKind = ({ type, payload }: TypedPayload): string => {
  const kind = BY_TYPE[type].differenceKind(payload);
  return kind === "" ? type : `${type}:${kind}`;
};

/** The money in minor units that a task books which would not be rejected; undefined when its type books none. */
export const taskBooking = (
  { type, payload }: TypedPayload,
  context: BookingContext,
): { readonly name: BookingName; readonly amount: bigint } | undefined => {
  const { booking } = BY_TYPE[type];
  return booking && { name: booking.name, amount: booking.amount(payload, context) };
};

/** The payload of a task that is not done, for the lines that cancellations have left of it. */
export const amendedPayload = (
  { type, payload }: TypedPayload,
  lineIds: readonly string[],
  cancelled: CancelledLines,
): TaskPayload[TaskType] =>
  (BY_TYPE[type].cancellation?.amend?.(payload, lineIds, cancelled) ?? payload) as TaskPayload[TaskType];

/** The payload of the task that undoes one that is done; undefined when nothing is to be undone. */
export const reversingPayload = (
  type: TaskType,
  done: DoneTask<unknown, unknown>,
): TaskPayload[TaskType] | undefined =>
  BY_TYPE[type].cancellation?.reverse?.(done) as TaskPayload[TaskType] | undefined;

/** Whether the tasks of a type are undone in the order opposite to that in which they were planned. */
export const isUndoneLastFirst = (type: TaskType): boolean => BY_TYPE[type].cancellation?.lastFirst ?? false;

/** The fields of the payload that responses show. */
export const shownFields = (type: TaskType, payload: TaskPayload[TaskType]): Record<string, unknown> =>
  Object.fromEntries(
    BY_TYPE[type].shown.flatMap((name) => {
      const value = (payload as Readonly<Record<string, unknown>>)[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** The list that responses show of the task beside the fields of its payload; undefined when its type has none. */
export const shownDetails = (
  { type, payload }: TypedPayload,
  context: ShownContext,
): { readonly name: string; readonly values: readonly unknown[] } | undefined => {
  const { shownDetails: details } = BY_TYPE[type];
  return details && { name: details.name, values: details.of(payload, context) };
};
