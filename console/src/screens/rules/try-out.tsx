/** A version, or a text, tried on past orders. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type Call, call } from "../../api/client.ts";
import type { BodyOf, Problem } from "../../api/types.ts";
import { ProblemNote } from "../../ui/notice.tsx";
import { addParts, type Simulation } from "./add-parts.ts";
import { ruleTexts } from "./texts.ts";
import { TryOutResult } from "./try-out-result.tsx";

const DAY_MS = 24 * 60 * 60_000;
const DAYS = [7, 30, 365] as const;
const COUNTS = [100, 1_000, 10_000] as const;

/** Which orders: `30d` those of the last 30 days, `1000` so many of the newest. */
const scopeOf = (choice: string): { readonly since?: string; readonly limit?: number } =>
  choice.endsWith("d")
    ? { since: new Date(Date.now() - Number.parseInt(choice, 10) * DAY_MS).toISOString() }
    : { limit: Number(choice) };

type Props = { readonly version?: number; readonly source?: string };

/** A saved version by its number; a text that is not saved by itself. */
const requestOf = (
  { version, source }: Props,
  choice: string,
  cursor: string | undefined,
): [string, Call] => {
  const scope = scopeOf(choice);
  if (version !== undefined)
    return [
      `/rulebooks/${version}/simulation`,
      { method: "POST", body: cursor === undefined ? scope : { ...scope, cursor } },
    ];
  const search = new URLSearchParams(cursor === undefined ? {} : { cursor });
  for (const [name, value] of Object.entries(scope)) search.set(name, String(value));
  return [`/rulebooks/simulation?${search}`, { method: "POST", body: source ?? "" }];
};

/** Asks for part after part until every order was decided, the reader stops it, or the page is left. */
const useTryOut = (props: Props) => {
  const state = useSignal<"idle" | "running" | "stopped">("idle");
  const result = useSignal<Simulation | undefined>(undefined);
  const problem = useSignal<Problem | undefined>(undefined);
  const stop = () => {
    if (state.value === "running") state.value = "stopped";
  };
  useEffect(() => stop, []);
  const run = async (choice: string): Promise<void> => {
    state.value = "running";
    result.value = undefined;
    problem.value = undefined;
    let cursor: string | undefined;
    do {
      const reply = await call<BodyOf<"simulateRulebook">>(...requestOf(props, choice, cursor));
      if (!reply.ok) {
        problem.value = reply.problem;
        break;
      }
      result.value = addParts(result.value, reply.body);
      cursor = reply.body.nextCursor ?? undefined;
    } while (cursor !== undefined && state.value === "running");
    if (state.value === "running") state.value = "idle";
  };
  return { state: state.value, result: result.value, problem: problem.value, run, stop };
};

export const TryOut = (props: Props) => {
  const text = ruleTexts();
  const choice = useSignal("30d");
  const { state, result, problem, run, stop } = useTryOut(props);
  const isRunning = state === "running";
  return (
    <section class="try">
      <p class="hint">{text.tryHelp}</p>
      <div class="filters">
        <label class="inline">
          <span>{text.tryOrders}</span>
          <select
            value={choice.value}
            onChange={({ currentTarget }) => {
              choice.value = currentTarget.value;
            }}
          >
            {DAYS.map((days) => (
              <option key={days} value={`${days}d`}>
                {text.tryDays(days)}
              </option>
            ))}
            {COUNTS.map((count) => (
              <option key={count} value={count}>
                {text.tryNewest(count)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="primary" disabled={isRunning} onClick={() => void run(choice.value)}>
          {isRunning ? text.trying : text.try}
        </button>
        {isRunning && (
          <button type="button" class="secondary" onClick={stop}>
            {text.tryStop}
          </button>
        )}
      </div>
      {problem !== undefined && <ProblemNote problem={problem} />}
      <div aria-live="polite">
        {result !== undefined && <TryOutResult result={result} isPart={isRunning || state === "stopped"} />}
      </div>
    </section>
  );
};
