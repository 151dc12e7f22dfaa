/** The last 24 hours: a bar of orders per hour, with the numbers as a table below. */
import { useSnapshot } from "../../api/resource.ts";
import type { BodyOf } from "../../api/types.ts";
import { hour } from "../../ui/format.ts";
import { todayTexts } from "./texts.ts";

type Statistics = BodyOf<"readStatistics">;
type Hour = Statistics["stats"][number];

const HOUR_MS = 3_600_000;
const [WIDTH, HEIGHT, GAP] = [960, 96, 4];

/** Every hour, also those without anything, which the API leaves out. */
const everyHour = ({ since, until, stats }: Statistics): readonly Hour[] => {
  const known = new Map(stats.map((one) => [Date.parse(one.at), one]));
  const first = Math.floor(Date.parse(since) / HOUR_MS) * HOUR_MS;
  const count = Math.floor((Date.parse(until) - first) / HOUR_MS) + 1;
  return Array.from({ length: count }, (_, index) => {
    const at = first + index * HOUR_MS;
    return known.get(at) ?? { at: new Date(at).toISOString(), orders: 0, packingSlips: 0, mails: 0 };
  });
};

const Bars = ({ hours }: { readonly hours: readonly Hour[] }) => {
  const text = todayTexts();
  const most = Math.max(1, ...hours.map(({ orders }) => orders));
  const step = WIDTH / hours.length;
  const label = text.chart(
    hours.reduce((sum, { orders }) => sum + orders, 0),
    most,
  );
  return (
    <svg
      class="bars"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
    >
      {hours.map(({ at, orders }, index) => {
        const height = orders === 0 ? 1 : Math.max(3, (orders / most) * HEIGHT);
        return (
          <rect key={at} x={index * step} y={HEIGHT - height} width={step - GAP} height={height}>
            <title>{`${hour(at)}: ${orders}`}</title>
          </rect>
        );
      })}
    </svg>
  );
};

const Table = ({ hours }: { readonly hours: readonly Hour[] }) => {
  const text = todayTexts();
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">{text.hour}</th>
          {[text.orders, text.slips, text.mails].map((name) => (
            <th key={name} scope="col" class="number">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {hours.toReversed().map(({ at, orders, packingSlips, mails }) => (
          <tr key={at}>
            <th scope="row">{hour(at)}</th>
            <td class="number">{orders}</td>
            <td class="number">{packingSlips}</td>
            <td class="number">{mails}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

export const ByHour = () => {
  const text = todayTexts();
  const { data } = useSnapshot<Statistics>("/stats?by=hour");
  if (data === undefined) return null;
  const hours = everyHour(data);
  return (
    <section>
      <h2>{text.byHour}</h2>
      <Bars hours={hours} />
      <p class="axis" aria-hidden="true">
        <span>{hour(hours[0]!.at)}</span>
        <span>{hour(hours.at(-1)!.at)}</span>
      </p>
      <details>
        <summary>{text.asTable}</summary>
        <Table hours={hours} />
      </details>
    </section>
  );
};
