/** What a run of the fuzzer found, grouped by operation and issue. */
import type { FuzzRequest } from "./requests.ts";
import type { FuzzResponse } from "./send.ts";

const MAX_SHOWN = 600;

const shown = (text: string): string =>
  JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}… (${text.length})` : text);

export class Findings {
  readonly #report: (line: string) => void;
  readonly #groups = new Map<string, { count: number }>();
  readonly #statuses = new Map<number | string, number>();
  readonly #operations = new Set<string>();
  #slowest = { milliseconds: 0, what: "none" };

  /** @param report called with the first example of each group */
  constructor(report: (line: string) => void) {
    this.#report = report;
  }

  /** How many groups there are. */
  get size(): number {
    return this.#groups.size;
  }

  count({ operationId, method }: FuzzRequest, response: FuzzResponse | undefined): void {
    const status = response?.status ?? "none";
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
    this.#operations.add(operationId);
    const milliseconds = response?.milliseconds ?? 0;
    if (milliseconds > this.#slowest.milliseconds)
      this.#slowest = { milliseconds, what: `${method} of ${operationId}` };
  }

  add(group: string, example: string): void {
    const found = this.#groups.get(group);
    if (found !== undefined) {
      found.count += 1;
      return;
    }
    this.#groups.set(group, { count: 1 });
    this.#report(`\n${group}\n${example}\n`);
  }

  addResponse(number: number, issue: string, request: FuzzRequest, response: FuzzResponse | undefined): void {
    const { Authorization: _, ...headers } = request.headers;
    const example = [
      `  request ${number}: ${request.method} ${shown(request.path)} ${JSON.stringify(headers)}`,
      `  body: ${shown(request.body?.toString() ?? "")}`,
      `  response: ${response?.status ?? "none"} in ${Math.round(response?.milliseconds ?? 0)} ms ${shown(response?.text ?? "")}`,
    ].join("\n");
    this.add(`${request.operationId}: ${issue}`, example);
  }

  text(): string {
    const statuses = [...this.#statuses].sort().map(([status, count]) => `${status}: ${count}`);
    const { milliseconds, what } = this.#slowest;
    return [
      `${this.#operations.size} operations. Responses by status: ${statuses.join(", ")}.`,
      `The slowest took ${Math.round(milliseconds)} ms (${what}).`,
      ...[...this.#groups].map(([group, { count }]) => `${count} × ${group}`),
    ].join("\n");
  }
}
