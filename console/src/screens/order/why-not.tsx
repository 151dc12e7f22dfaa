/** What did not happen: per rule, the lines that it looked at and what was missing. */
import type { WhyNot as Entry } from "../../api/types.ts";
import { Explanation } from "./explanation.tsx";
import { useOrder } from "./order-context.ts";
import { RuleName } from "./rule-name.tsx";
import { LineNames } from "./line-names.tsx";
import { orderTexts } from "./texts.ts";

const Reason = ({ entry }: { readonly entry: Entry }) => (
  <li>
    <LineNames entry={entry} />{" "}
    {entry.exception !== undefined && (
      <span class="exception">
        {orderTexts().exception} <code>{entry.exception}</code>{" "}
      </span>
    )}
    <Explanation entry={entry} />
  </li>
);

const countLines = (entries: readonly Entry[]): number =>
  entries.reduce((sum, { lineIds }) => sum + (lineIds?.length ?? 1), 0);

/** A rule that an exception held back is what people look for, so it is open and first. */
const byException = (
  [, a]: readonly [string, readonly Entry[]],
  [, b]: readonly [string, readonly Entry[]],
): number =>
  Number(b.some(({ exception }) => exception !== undefined)) -
  Number(a.some(({ exception }) => exception !== undefined));

export const WhyNot = () => {
  const { order } = useOrder();
  const text = orderTexts();
  const groups = [...Map.groupBy(order.whyNot, ({ ruleId }) => ruleId)].sort(byException);
  return (
    <section>
      <h2>{text.whyNot}</h2>
      {groups.length === 0 && <p class="hint">{text.whyNotNone}</p>}
      <div class="why-not">
        {groups.map(([ruleId, entries]) => (
          <details key={ruleId} open={entries.some(({ exception }) => exception !== undefined)}>
            <summary>
              <RuleName ruleId={ruleId} link={false} />
              <small class="count">{text.lineCount(countLines(entries))}</small>
            </summary>
            <ul class="clauses">
              {entries.map((entry, index) => (
                <Reason key={index} entry={entry} />
              ))}
            </ul>
          </details>
        ))}
      </div>
      {order.whyNotOmitted !== undefined && <p class="hint">{text.whyNotMore(order.whyNotOmitted)}</p>}
    </section>
  );
};
