/** The bodies about groups of tasks and about running them again. */
import type { BodyOf } from "../../api/types.ts";

export type TaskGroup = BodyOf<"groupTasks">["groups"][number];
export type RetryPlan = Extract<BodyOf<"requestRetry">, { readonly dryRun: true }>;
export type Retry = Exclude<BodyOf<"requestRetry">, { readonly dryRun: true }>;
export type RetryProgress = BodyOf<"readRetry">;
