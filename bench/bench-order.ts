/** The order of benchmarks: three lines and four tasks, two of which are packing slips. */
import { exampleLines, exampleOrderOf } from "../lib/contract/example-order.ts";

const { physical, book, video } = exampleLines;
const sample = exampleOrderOf([physical, { ...book, quantity: 3 }, video]);

export const BENCH_AGENT = "BENCH";
export const TASKS_PER_ORDER = 4;

/** Each order has a customer of its own. */
export const benchOrder = (orderId: string) => ({
  ...sample,
  orderId,
  customer: { customerId: orderId, name: "Bench", email: "bench@example.com" },
  agentId: BENCH_AGENT,
});

/** Gives the agent of the orders a rate at a client, so that commissions are booked. */
export const ADD_BENCH_AGENT = [
  `insert into agents (client_id, agent_id, name, created_at)
   values ($1, '${BENCH_AGENT}', 'Bench', now()) on conflict do nothing`,
  `insert into agent_rates (client_id, agent_id, valid_from, rate_bps, created_at)
   values ($1, '${BENCH_AGENT}', '-infinity', 500, now()) on conflict do nothing`,
];
