/** A way in which the world outside the functions fails. */
import type { Random } from "../../support/seeded-random.ts";
import type { ChaosStack } from "../stack/chaos-stack.ts";

/** Disturbances of one lane come one after the other, those of different lanes at the same time. */
export const LANES = ["processes", "services", "messages"] as const;

export type Lane = (typeof LANES)[number];

export type Context = {
  readonly stack: ChaosStack;
  readonly random: Random;
  /** Bodies of messages that no task ever had. */
  readonly strangeMessages: Set<string>;
};

export type Disturbance = {
  readonly name: string;
  readonly lane: Lane;
  /** Begins, waits until it has an effect or its time is over, and ends. @returns how often it had its effect */
  strike(context: Context): Promise<number>;
};
