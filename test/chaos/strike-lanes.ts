/** Carries out the schedule of the disturbances, and counts how often each had its effect. */
import { seededRandom } from "../support/seeded-random.ts";
import { messageOf } from "../../dev/error-message.ts";
import type { ReportLine } from "../../dev/report-line.ts";
import type { Context, Disturbance } from "./disturbances/disturbance.ts";
import type { Pace } from "./pace.ts";
import type { Scheduled } from "./schedule.ts";

export type Strikes = Map<string, number>;

const STREAM = 3_000;
/** A disturbance without an effect, such as of mails when there were none, is tried again so often. */
const MAX_TRIES = 4;
const REQUESTS_PER_TRY = 10;

type Striking = Omit<Context, "random"> & {
  readonly seed: number;
  readonly pace: Pace;
  readonly strikes: Strikes;
  readonly report: ReportLine;
  readonly stopping: AbortSignal;
};

const strikeLane = async (lane: readonly Scheduled[], number: number, striking: Striking): Promise<void> => {
  const { seed, pace, strikes, report, stopping, stack, strangeMessages } = striking;
  const random = seededRandom(seed, STREAM + number);
  const strike = async ({ name, strike: begin }: Disturbance): Promise<number> => {
    const started = performance.now();
    const struck = await begin({ stack, random, strangeMessages });
    strikes.set(name, (strikes.get(name) ?? 0) + struck);
    const seconds = ((performance.now() - started) / 1_000).toFixed(1);
    report(`${pace.responded} responded: ${name}, ${struck}× in ${seconds} s`);
    return struck;
  };
  for (const [index, { disturbance }] of lane.entries()) {
    await pace.untilResponses(lane[index]!.after);
    for (let tries = 1; tries <= MAX_TRIES && !stopping.aborted; tries++) {
      if ((await strike(disturbance)) > 0) break;
      // Without new requests there may be nothing to disturb.
      pace.allowMore(number, REQUESTS_PER_TRY);
    }
    pace.advance(number, lane[index + 1]?.after);
  }
};

/** Resolves when every lane has carried out its list. A disturbance that cannot be ended is reported and rejects. */
export const strikeLanes = async (
  lanes: readonly (readonly Scheduled[])[],
  striking: Striking,
): Promise<void> => {
  const results = await Promise.allSettled(
    lanes.map((lane, number) =>
      strikeLane(lane, number, striking).finally(() => striking.pace.advance(number)),
    ),
  );
  for (const result of results)
    if (result.status === "rejected") throw new Error(`a disturbance failed: ${messageOf(result.reason)}`);
};
