/** A version, or a text, tried on past orders. */
import { useSignal } from "@preact/signals";
import { type Call, call } from "../../api/client.ts";
import type { BodyOf, Problem } from "../../api/types.ts";
import { ProblemNote } from "../../ui/notice.tsx";
import { ruleTexts } from "./texts.ts";
import { TryOutResult } from "./try-out-result.tsx";

const COUNTS = [100, 1_000, 10_000] as const;

type Simulation = BodyOf<"simulateRulebook">;

/** A saved version by its number; a text that is not saved by itself. */
const requestOf = (version: number | undefined, source: string | undefined, limit: number): [string, Call] =>
  version === undefined
    ? [`/rulebooks/simulation?limit=${limit}`, { method: "POST", body: source ?? "" }]
    : [`/rulebooks/${version}/simulation`, { method: "POST", body: { limit } }];

export const TryOut = ({ version, source }: { readonly version?: number; readonly source?: string }) => {
  const text = ruleTexts();
  const limit = useSignal<number>(COUNTS[1]);
  const running = useSignal(false);
  const result = useSignal<Simulation | undefined>(undefined);
  const problem = useSignal<Problem | undefined>(undefined);
  const run = async () => {
    running.value = true;
    const reply = await call<Simulation>(...requestOf(version, source, limit.value));
    running.value = false;
    problem.value = reply.ok ? undefined : reply.problem;
    if (reply.ok) result.value = reply.body;
  };
  return (
    <section class="try">
      <p class="hint">{text.tryHelp}</p>
      <div class="filters">
        <label class="inline">
          <span>{text.tryCount}</span>
          <select
            value={limit.value}
            onChange={({ currentTarget }) => {
              limit.value = Number(currentTarget.value);
            }}
          >
            {COUNTS.map((count) => (
              <option key={count}>{count}</option>
            ))}
          </select>
        </label>
        <button type="button" class="primary" disabled={running.value} onClick={() => void run()}>
          {running.value ? text.trying : text.try}
        </button>
      </div>
      {problem.value !== undefined && <ProblemNote problem={problem.value} />}
      <div aria-live="polite">{result.value !== undefined && <TryOutResult result={result.value} />}</div>
    </section>
  );
};
