/** The names under which a task type's queue and function are known. All are made of the queue's suffix. */
import { TASKS, type TaskType } from "./registry.ts";

const suffixes = Object.fromEntries(TASKS.map(({ type, queueSuffix }) => [type, queueSuffix])) as Record<
  TaskType,
  string
>;

/** `packing-slips`: the end of the queue's name, and the function's folder. */
export const queueSuffix = (type: TaskType): string => suffixes[type];

/** `QUEUE_URL_PACKING_SLIPS`: the environment variable that holds the queue's URL. */
export const queueVariable = (type: TaskType): `QUEUE_URL_${string}` =>
  `QUEUE_URL_${suffixes[type].toUpperCase().replaceAll("-", "_")}`;

/** `packingSlips`: the function's name in serverless.yml. */
export const functionName = (type: TaskType): string =>
  suffixes[type].replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** `PackingSlipsQueue`: the queue's logical id in infra/queues.yml. */
export const queueLogicalId = (type: TaskType): `${string}Queue` => {
  const name = functionName(type);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}Queue`;
};
