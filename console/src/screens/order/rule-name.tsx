/** A rule as people know it: its description, with its id beside it. */
import { to } from "../../app/router.ts";
import { useOrder } from "./order-context.ts";

const RuleId = ({ ruleId, link }: { readonly ruleId: string; readonly link: boolean }) => {
  const { order, rules } = useOrder();
  if (!link || !rules.has(ruleId)) return <span class="rule-id">{ruleId}</span>;
  return (
    <a class="rule-id" href={to(["rules", String(order.rulebookVersion)], { rule: ruleId })}>
      {ruleId}
    </a>
  );
};

/** @param props.link whether the id leads to the rule; not inside of another control */
export const RuleName = ({ ruleId, link = true }: { readonly ruleId: string; readonly link?: boolean }) => (
  <>
    <span>{useOrder().rules.get(ruleId)?.description} </span>
    <RuleId ruleId={ruleId} link={link} />
  </>
);
