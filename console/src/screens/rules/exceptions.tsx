/** All exceptions of a version in one table, those that end first on top. */
import { date } from "../../ui/format.ts";
import { Badge } from "../../ui/status.tsx";
import type { Exception, Rule } from "./rule-types.ts";
import { ruleTexts } from "./texts.ts";

const SOON_MS = 14 * 24 * 60 * 60_000;
const NEVER = "9999";

type Row = { readonly rule: Rule; readonly exception: Exception };

const End = ({ until, now }: { readonly until: string | undefined; readonly now: number }) => {
  const text = ruleTexts();
  if (until === undefined) return <>{text.noEnd}</>;
  const left = Date.parse(until) - now;
  return (
    <>
      {date(until)} {left < 0 && <Badge tone="off">{text.ended}</Badge>}
      {left >= 0 && left < SOON_MS && <Badge tone="bad">{text.soon}</Badge>}
    </>
  );
};

export const Exceptions = ({ rules }: { readonly rules: readonly Rule[] }) => {
  const text = ruleTexts();
  const rows: Row[] = rules.flatMap((rule) => rule.except.map((exception) => ({ rule, exception })));
  if (rows.length === 0) return <p class="empty">{text.noExceptions}</p>;
  rows.sort((a, b) => (a.exception.until ?? NEVER).localeCompare(b.exception.until ?? NEVER));
  const now = Date.now();
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">{text.exception}</th>
          <th scope="col">{text.rule}</th>
          <th scope="col">{text.owner}</th>
          <th scope="col">{text.until}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ rule, exception }) => (
          <tr key={`${rule.id}/${exception.id}`}>
            <td>
              {exception.reason} <small class="mono">{exception.when}</small>
            </td>
            <td>
              {rule.description} <small class="mono">{rule.id}</small>
            </td>
            <td>{exception.owner ?? rule.owner}</td>
            <td>
              <End until={exception.until} now={now} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
