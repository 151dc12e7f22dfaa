/**
 * `npm run bench:simulation [-- --orders 100000]`: records orders in a Postgres of its own, saves a draft with an exception and
 * a campaign, and lets the product's own function simulate it, as the API would. Says how long and how much memory.
 */
import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import pg from "pg";
import { freePort } from "../../dev/services/ports.ts";
import { createCluster, databaseUrl, runCluster } from "../../dev/postgres/cluster.ts";
import { prepareDatabase } from "../../functions/migrate/migrate.ts";

const { values } = parseArgs({ options: { orders: { type: "string", default: "100000" } } });
const count = Number(values.orders);

/** Six lines, every second order for São Paulo, every third with a book that is dear enough for the campaign. */
const SNAPSHOT = {
  placedAt: "2026-11-20T14:03:00-03:00",
  currency: "BRL",
  locale: "pt-BR",
  customer: { customerId: "C-1", name: "Bench", email: "bench@example.com" },
  agentId: "BENCH",
  metadata: { channel: "web" },
};

const RECORD = `
insert into orders (client_id, order_id, content_hash, rulebook_version, customer_id, currency, total, placed_at, paid_at,
                    received_at, snapshot, catalogue, gifts)
select 'bench', 'B-' || n, sha256(n::text::bytea), 1, 'C-1', 'BRL', 168000, now(), now(), now() - n * interval '1 second',
  $1::jsonb || jsonb_build_object(
    'orderId', 'B-' || n,
    'shippingAddress', jsonb_build_object('line1', 'Rua A', 'city', 'X', 'postalCode', '01010-000', 'country', 'BR',
                                          'state', case when n % 2 = 0 then 'SP' else 'RJ' end),
    'payment', '{"method": "pix", "paidAt": "2026-11-20T14:03:10-03:00", "amount": 168000}'::jsonb,
    'lines', jsonb_build_array(
      '{"lineId": "1", "type": "physical", "sku": "LAPTOP-1", "title": "Laptop", "quantity": 1, "unitPrice": 150000, "discount": 0, "free": false}'::jsonb,
      jsonb_build_object('lineId', '2', 'type', 'book', 'sku', 'BOOK-8', 'title', 'The Two Towers', 'quantity', 1, 'discount', 0,
        'unitPrice', case when n % 3 = 0 then 12000 else 3000 end, 'isbn', '978-0-618-00222-1', 'authors', '["J.R.R. Tolkien"]'::jsonb,
        'royaltyRateBps', 600, 'free', false),
      '{"lineId": "3", "type": "membership", "sku": "M", "title": "Basic", "quantity": 1, "unitPrice": 5000, "discount": 0, "plan": "basic", "period": "P1M", "free": false}'::jsonb,
      '{"lineId": "4", "type": "membership_upgrade", "sku": "U", "title": "Plus", "quantity": 1, "unitPrice": 5000, "discount": 0, "toPlan": "plus", "free": false}'::jsonb,
      '{"lineId": "5", "type": "video", "sku": "VIDEO-SKI", "title": "Learning to Ski", "quantity": 1, "unitPrice": 3000, "discount": 0, "delivery": "streaming", "free": false}'::jsonb)),
  '{"VIDEO-FIRST-AID": {"sku": "VIDEO-FIRST-AID", "type": "video", "title": "First Aid"}}', '[]'
from generate_series(1, $2::int) n`;

/** The given rulebook with an exception for one state and a campaign with a free item. */
const draftOf = (source: string): string =>
  source
    .replace(
      '    when: line.type == "book"\n    then:\n      - packingSlip: { destination: royalties }',
      `    when: line.type == "book"
    except:
      - id: sp-agreement
        when: has(order.shippingAddress) && order.shippingAddress.state == "SP"
        reason: Agreement with the SP publishers
        owner: legal@example.com
    then:
      - packingSlip: { destination: royalties }
  - id: campaign
    when: line.type == "book" && line.unitPrice >= 10000
    then:
      - addFreeItem: { sku: VIDEO-FIRST-AID, reason: Campaign }`,
    )
    .replace(/\nexamples:[\s\S]*$/, "\n");

const event = (resource: string, params: Record<string, string>, body: string, type: string) =>
  ({
    httpMethod: "POST",
    resource,
    path: resource,
    pathParameters: params,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    headers: { "Content-Type": type },
    body,
    isBase64Encoded: false,
    requestContext: {
      authorizer: { clientId: "bench", keyId: "bench", scopes: "admin" },
      requestId: "bench",
    },
  }) as unknown as APIGatewayProxyEvent;

const CONTEXT = { getRemainingTimeInMillis: () => 300_000 } as Context;
const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;

const simulate = async (url: string): Promise<void> => {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  await pool.query("insert into clients values ('bench', now())");
  await pool.query("insert into agents values ('BENCH', 'Bench', now())");
  await pool.query("insert into agent_rates values ('BENCH', '-infinity', 500, now())");
  await pool.query(RECORD, [JSON.stringify(SNAPSHOT), count]);
  const { rows } = await pool.query("select source from rulebooks where version = 1");
  await pool.end();

  Object.assign(process.env, { DATABASE_URL: url, POWERTOOLS_LOG_LEVEL: "ERROR" });
  const { handler } = await import("../../functions/rulebooks/handler.ts");
  const saved = await handler(event("/rulebooks", {}, draftOf(rows[0].source), "application/yaml"), CONTEXT);
  if (saved.statusCode !== 201)
    throw new Error(`the draft was responded with ${saved.statusCode}: ${saved.body}`);
  const version = String(JSON.parse(saved.body).version);

  const before = process.memoryUsage().rss;
  let peak = before;
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  const started = performance.now();
  const response = await handler(
    event("/rulebooks/{version}/simulation", { version }, "{}", "application/json"),
    CONTEXT,
  );
  const seconds = (performance.now() - started) / 1000;
  clearInterval(sampler);
  const report = JSON.parse(response.body);
  const lines: [string, string][] = [
    [
      "orders replayed",
      `${report.ordersReplayed} in ${seconds.toFixed(1)} s (${Math.round(report.ordersReplayed / seconds)} a second)`,
    ],
    ["orders differing", String(report.ordersDiffering)],
    ["memory before, peak", `${megabytes(before)}, ${megabytes(peak)}`],
    ["tasks", JSON.stringify(report.tasks)],
    ["commission", JSON.stringify(report.commission)],
    ["examples", String(report.examples.length)],
    ...(report.incomplete
      ? [["incomplete", "the response covers only part of the orders"] as [string, string]]
      : []),
  ];
  for (const [name, value] of lines) console.log(`${name.padEnd(22)}${value}`);
};

const main = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), "despacho-bench-"));
  chmodSync(folder, 0o755);
  const cluster = { directory: join(folder, "postgres"), password: "bench" };
  const port = await freePort();
  await createCluster(cluster);
  const postgres = await runCluster(cluster, {
    port,
    logFile: join(folder, "postgres.log"),
    removeAfter: folder,
  });
  try {
    const url = databaseUrl(cluster, port, "postgres");
    await prepareDatabase(url);
    await simulate(url);
  } finally {
    const { closeDatabase } = await import("../../lib/runtime/database-pool.ts");
    await closeDatabase();
    await postgres.stop();
  }
};

await main();
