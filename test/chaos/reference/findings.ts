/** Collects differences. */
import type { Difference } from "../recorded.ts";

export class Findings {
  readonly all: Difference[] = [];

  add(kind: Difference["kind"], subject: string, detail: string): void {
    this.all.push({ kind, subject, detail });
  }

  /** Reports a value that is not as expected; both are compared as JSON. */
  expect(subject: string, what: string, actual: unknown, expected: unknown): void {
    const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (is !== should) this.add("wrong", subject, `${what} is ${is}, expected ${should}`);
  }
}
