/** A version in the shadow: it decides live orders without acting. How many differ, by rule, with examples. */
import { useSignal } from "@preact/signals";
import { call } from "../../api/client.ts";
import { refresh } from "../../api/resource.ts";
import type { Problem } from "../../api/types.ts";
import { to } from "../../app/router.ts";
import { may } from "../../session/caller.ts";
import { ProblemNote } from "../../ui/notice.tsx";
import type { Rulebook } from "./rule-types.ts";
import { ruleTexts } from "./texts.ts";

type Shadow = NonNullable<Rulebook["shadow"]>;
type Example = Shadow["examples"][number];

/** The rules that something in an order is different by. */
const rulesOf = (example: Example): readonly string[] => {
  const tasks = [
    ...example.added,
    ...example.removed,
    ...example.changed.flatMap(({ before, after }) => [before, after]),
  ];
  const items = [...example.freeItems.added, ...example.freeItems.removed];
  return [
    ...new Set([
      ...tasks.flatMap(({ because }) => because.map(({ ruleId }) => ruleId)),
      ...items.map(({ ruleId }) => ruleId),
    ]),
  ];
};

/** The examples by rule, the rule with most first. */
const byRule = (examples: readonly Example[]): readonly (readonly [string, readonly Example[]])[] => {
  const pairs = examples.flatMap((example) => rulesOf(example).map((ruleId) => ({ ruleId, example })));
  return [...Map.groupBy(pairs, ({ ruleId }) => ruleId)]
    .map(([ruleId, same]) => [ruleId, same.map(({ example }) => example)] as const)
    .toSorted((a, b) => b[1].length - a[1].length);
};

const Rules = ({ examples }: { readonly examples: readonly Example[] }) => {
  const text = ruleTexts();
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">{text.rule}</th>
          <th scope="col" class="number">
            {text.shadowExamples}
          </th>
          <th scope="col">{text.examples}</th>
        </tr>
      </thead>
      <tbody>
        {byRule(examples).map(([ruleId, same]) => (
          <tr key={ruleId}>
            <td class="mono">{ruleId}</td>
            <td class="number">{same.length}</td>
            <td>
              {same.slice(0, 4).map(({ orderId, clientId }) => (
                <a key={orderId} class="mono sample" href={to(["orders", orderId], { client: clientId })}>
                  {orderId}
                </a>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const Stop = ({ version }: { readonly version: number }) => {
  const problem = useSignal<Problem | undefined>(undefined);
  const stop = async () => {
    const reply = await call(`/rulebooks/${version}/activation`, { method: "POST", body: { shadow: false } });
    problem.value = reply.ok ? undefined : reply.problem;
    await refresh("/rulebooks");
  };
  return (
    <>
      <button type="button" class="secondary" onClick={() => void stop()}>
        {ruleTexts().shadowStop}
      </button>
      {problem.value !== undefined && <ProblemNote problem={problem.value} />}
    </>
  );
};

export const ShadowPanel = ({ rulebook }: { readonly rulebook: Rulebook }) => {
  const { shadow = { orders: 0, differed: 0, examples: [] }, status, version } = rulebook;
  const text = ruleTexts();
  return (
    <section class="try">
      <div class="filters">
        <p>
          <b>{text.shadowCounts(shadow.orders, shadow.differed)}</b>
        </p>
        {status === "shadow" && may("rules:activate") && <Stop version={version} />}
      </div>
      {status === "shadow" && <p class="hint">{text.shadowHelp}</p>}
      {shadow.examples.length > 0 && <Rules examples={shadow.examples} />}
    </section>
  );
};
