/** Whether the memory of the functions' processes grows while requests come. */

const MEGABYTE = 2 ** 20;
/** What caches, compiled code and the collector's pace explain. */
const GROWTH_RATIO = 1.5;
const GROWTH_BYTES = 200 * MEGABYTE;
const MIN_READINGS = 8;

const megabytes = (bytes: number): string => `${Math.round(bytes / MEGABYTE)} MiB`;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

export class MemoryWatch {
  readonly #readings: number[] = [];

  /** @param bytes resident; 0 where it cannot be read */
  add(bytes: number): void {
    this.#readings.push(bytes);
  }

  get latest(): string {
    return megabytes(this.#readings.at(-1) ?? 0);
  }

  #quarter(index: number): number {
    const { length } = this.#readings;
    return median(this.#readings.slice((length * index) >> 2, (length * (index + 1)) >> 2));
  }

  /** Undefined while memory is flat, or after too few readings. */
  issue(): string | undefined {
    if (this.#readings.length < MIN_READINGS) return undefined;
    const [before, after] = [this.#quarter(1), this.#quarter(3)];
    return after > before * GROWTH_RATIO && after - before > GROWTH_BYTES
      ? `${megabytes(before)} in the second quarter, ${megabytes(after)} in the last`
      : undefined;
  }

  text(): string {
    return `Memory of the functions' processes: ${this.#readings.map(megabytes).join(", ") || "not read"}.`;
  }
}
