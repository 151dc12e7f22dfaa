/** What would differ: kinds of difference with their orders, and the money. */
import { to } from "../../app/router.ts";
import { money } from "../../ui/format.ts";
import { Badge } from "../../ui/status.tsx";
import type { Simulation } from "./add-parts.ts";
import { ruleTexts } from "./texts.ts";

type Money = Simulation["commission"];
type Kind = Simulation["kinds"][number];

const TONES = { added: "ok", removed: "bad", changed: "warn" } as const;

const MoneyRow = ({ name, value }: { readonly name: string; readonly value: Money }) => {
  const difference = value.after - value.before;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="number">{money(value.before, value.currency)}</td>
      <td class="number">{money(value.after, value.currency)}</td>
      <td class="number">
        {difference > 0 ? "+" : ""}
        {money(difference, value.currency)}
      </td>
    </tr>
  );
};

const KindRow = ({ kind }: { readonly kind: Kind }) => (
  <tr>
    <td>
      <span class="mono">{kind.kind}</span>{" "}
      <Badge tone={TONES[kind.change]}>{ruleTexts()[kind.change]}</Badge>
    </td>
    <td class="number">{kind.orders}</td>
    <td>
      {kind.examples.slice(0, 5).map(({ orderId, clientId }) => (
        <a key={orderId} class="mono sample" href={to(["orders", orderId], { client: clientId })}>
          {orderId}
        </a>
      ))}
    </td>
  </tr>
);

export const TryOutResult = ({
  result,
  isPart,
}: {
  readonly result: Simulation;
  readonly isPart: boolean;
}) => {
  const text = ruleTexts();
  return (
    <>
      <p>
        <b>{text.replayed(result.ordersReplayed, result.ordersDiffering)}</b>
      </p>
      {isPart && <p class="note warn">{text.incomplete}</p>}
      {result.ordersDiffering === 0 ? (
        !isPart && <p class="note ok">{text.noDifference}</p>
      ) : (
        <>
          <table class="list">
            <thead>
              <tr>
                <th scope="col">{text.kind}</th>
                <th scope="col" class="number">
                  {text.ordersColumn}
                </th>
                <th scope="col">{text.examples}</th>
              </tr>
            </thead>
            <tbody>
              {result.kinds.map((kind) => (
                <KindRow key={`${kind.kind}/${kind.change}`} kind={kind} />
              ))}
            </tbody>
          </table>
          <table class="list money">
            <thead>
              <tr>
                <td />
                <th scope="col" class="number">
                  {text.before}
                </th>
                <th scope="col" class="number">
                  {text.after}
                </th>
                <th scope="col" class="number">
                  ±
                </th>
              </tr>
            </thead>
            <tbody>
              <MoneyRow name={text.commission} value={result.commission} />
              <MoneyRow name={text.royalties} value={result.royalties} />
            </tbody>
          </table>
        </>
      )}
    </>
  );
};
