/** The parts of a rulebook's schema that task types define: their actions and what examples may expect of them. */
import * as z from "zod";
import { TASKS } from "./registry.ts";

type Definition = (typeof TASKS)[number];

type ActionsOf<List extends readonly { readonly action: unknown }[]> = {
  readonly [Position in keyof List]: List[Position]["action"];
};

/** One schema per action. */
export const TASK_ACTIONS = TASKS.map(({ action }) => action) as unknown as ActionsOf<typeof TASKS>;

type Expectations = {
  [D in Definition as D["expectation"]["key"]]: z.ZodOptional<z.ZodArray<D["expectation"]["value"]>>;
};

/** One field per task type: what identifies each task that is expected. */
export const TASK_EXPECTATIONS = Object.fromEntries(
  TASKS.map(({ expectation: { key, value } }) => [key, z.array(value as z.ZodType<string>).optional()]),
) as unknown as Expectations;
