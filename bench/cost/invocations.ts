/** What serverless-offline's log says of each invocation, and what the functions themselves logged. */

export type Invocation = { readonly name: string; readonly milliseconds: number; readonly billed: number };

export type FunctionUsage = {
  readonly name: string;
  readonly invocations: number;
  readonly median: number;
  readonly mean: number;
  readonly billedSeconds: number;
};

const INVOCATION = /^\(λ: (\w+)\) RequestId: \S+ {2}Duration: ([\d.]+) ms {2}Billed Duration: (\d+) ms$/;

export const parseInvocations = (log: string): Invocation[] =>
  log.split("\n").flatMap((line) => {
    const [, name, milliseconds, billed] = INVOCATION.exec(line) ?? [];
    return name === undefined ? [] : [{ name, milliseconds: Number(milliseconds), billed: Number(billed) }];
  });

/** Only the functions' own lines are objects; the rest is the emulator's talk, which AWS does not write. */
export const ownLogBytes = (log: string): number =>
  log
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .reduce((bytes, line) => bytes + Buffer.byteLength(line) + 1, 0);

const medianOf = (sorted: readonly number[]): number => {
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

const useOf = (name: string, all: readonly Invocation[]): FunctionUsage => {
  const durations = all.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return {
    name,
    invocations: all.length,
    median: medianOf(durations),
    mean: durations.reduce((total, one) => total + one, 0) / durations.length,
    billedSeconds: all.reduce((total, { billed }) => total + billed, 0) / 1_000,
  };
};

/** In the order in which the functions first appear. */
export const usageByFunction = (invocations: readonly Invocation[]): FunctionUsage[] =>
  [...Map.groupBy(invocations, ({ name }) => name)].map(([name, all]) => useOf(name, all));
