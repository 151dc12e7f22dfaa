/** The rules of a version in plain words, with a search. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { query, to } from "../../app/router.ts";
import { date } from "../../ui/format.ts";
import { Badge } from "../../ui/status.tsx";
import { Effects } from "./effects.tsx";
import type { Exception, Rule } from "./rule-types.ts";
import { ruleTexts } from "./texts.ts";
import { type Usage, USAGE_DAYS, useUsage } from "./usage.ts";

const Period = ({
  from,
  until,
}: {
  readonly from: string | undefined;
  readonly until: string | undefined;
}) => (
  <>
    {from !== undefined && (
      <small>
        {ruleTexts().starts} {date(from)}{" "}
      </small>
    )}
    {until !== undefined && (
      <small>
        {ruleTexts().ends} {date(until)}
      </small>
    )}
  </>
);

const ExceptionLine = ({ exception }: { readonly exception: Exception }) => (
  <li>
    <b>{ruleTexts().except}</b> <code>{exception.when}</code> — {exception.reason}{" "}
    <Period from={exception.from} until={exception.until} />
  </li>
);

type ItemProps = {
  readonly rule: Rule;
  readonly selected: boolean;
  /** Undefined while it is not known. */
  readonly usage: Usage | undefined;
};

const RuleItem = ({ rule, selected, usage }: ItemProps) => {
  const text = ruleTexts();
  return (
    <li class="rule-item" id={`rule-${rule.id}`} aria-current={selected ? "true" : undefined}>
      <div class="rule-head">
        <h2>{rule.description ?? rule.id}</h2>
        {rule.enabled === false && <Badge tone="off">{text.off}</Badge>}
        {rule.paused !== undefined && <Badge tone="warn">{text.paused}</Badge>}
        <Effects rule={rule} />
      </div>
      <p class="rule-when">
        {text.when} <code>{rule.when}</code>
        {rule.forEach === "order" && <small> {text.perOrder}</small>}
      </p>
      {rule.except.length > 0 && (
        <ul class="rule-exceptions">
          {rule.except.map((exception) => (
            <ExceptionLine key={exception.id} exception={exception} />
          ))}
        </ul>
      )}
      <p class="rule-foot">
        <span class="rule-id">{rule.id}</span>
        {rule.owner !== undefined && <small>{rule.owner}</small>}
        <Period from={rule.from} until={rule.until} />
        {usage !== undefined && (
          <a class="usage" href={to(["orders"], { rule: rule.id })}>
            {text.usage(usage.orders, USAGE_DAYS)}
          </a>
        )}
      </p>
    </li>
  );
};

const matches = (rule: Rule, words: readonly string[]): boolean => {
  const text = JSON.stringify(rule).toLowerCase();
  return words.every((word) => text.includes(word));
};

type Props = { readonly rules: readonly Rule[]; readonly version: number };

export const RuleList = ({ rules, version }: Props) => {
  const usage = useUsage(version);
  const search = useSignal("");
  const selected = query.value.get("rule");
  useEffect(() => {
    if (selected !== null) document.getElementById(`rule-${selected}`)?.scrollIntoView({ block: "center" });
  }, [selected]);
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rules.filter((rule) => matches(rule, words));
  const text = ruleTexts();
  return (
    <>
      <search>
        <input
          type="search"
          class="rule-search"
          placeholder={text.search}
          aria-label={text.search}
          onInput={({ currentTarget }) => {
            search.value = currentTarget.value;
          }}
        />
      </search>
      {found.length === 0 && <p class="hint">{text.none}</p>}
      <ul class="rules">
        {found.map((rule) => (
          <RuleItem key={rule.id} rule={rule} selected={rule.id === selected} usage={usage?.get(rule.id)} />
        ))}
      </ul>
    </>
  );
};
