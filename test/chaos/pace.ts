/**
 * Keeps requests and disturbances together: a disturbance begins when enough requests have their response, and requests wait
 * while a disturbance lasts longer than its share of them. So a fast machine has no fewer disturbances than a slow one.
 */
import type { Scheduled } from "./schedule.ts";

/** How many requests may be sent while a disturbance that was due before them lasts. */
const SLACK = 80;

export class Pace {
  readonly #slack: number;
  /** For each lane where its first unfinished disturbance is due. */
  readonly #due: number[];
  #waiting: { readonly isReached: () => boolean; readonly resolve: () => void }[] = [];
  #responded = 0;

  /** @param requests how many there are */
  constructor(lanes: readonly (readonly Scheduled[])[], requests: number) {
    this.#slack = Math.max(10, Math.min(SLACK, Math.floor(requests / 10)));
    this.#due = lanes.map(([first]) => first?.after ?? Number.POSITIVE_INFINITY);
  }

  get responded(): number {
    return this.#responded;
  }

  /** A request has its last response. */
  count(): void {
    this.#responded += 1;
    this.#update();
  }

  /** A lane goes on to a disturbance that is due at `after`; without one it has none left. */
  advance(lane: number, after = Number.POSITIVE_INFINITY): void {
    this.#due[lane] = after;
    this.#update();
  }

  /** Some more requests may be sent while the disturbance of a lane lasts. */
  allowMore(lane: number, requests: number): void {
    this.advance(lane, Math.max(this.#due[lane]!, this.#responded + requests - this.#slack));
  }

  untilResponses(count: number): Promise<void> {
    return this.#until(() => this.#responded >= count);
  }

  /** Waits until the request of this number may be sent. */
  untilMaySend(index: number): Promise<void> {
    return this.#until(() => index < Math.min(...this.#due) + this.#slack);
  }

  #until(isReached: () => boolean): Promise<void> {
    if (isReached()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ isReached, resolve }));
  }

  #update(): void {
    const reached = this.#waiting.filter(({ isReached }) => isReached());
    this.#waiting = this.#waiting.filter((one) => !reached.includes(one));
    for (const { resolve } of reached) resolve();
  }
}
