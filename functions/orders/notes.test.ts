/** Notes of rules: with the order, in a dry run, and on its slips; and reasons in the language of their readers. */
import { beforeEach, expect, test } from "vitest";
import { handler as decisions } from "../decisions/handler.ts";
import { handler as slips } from "../packing-slips/handler.ts";
import { clearRulesCache } from "../../lib/runtime/rulebook-cache.ts";
import { apiClient } from "../../test/support/api-client.ts";
import { eventFor, setEnvironment, startFunctionStack } from "../../test/support/function-stack.ts";
import { bookLine, laptopLine, orderBody } from "../../test/support/order-body.ts";
import { activateVersion, postOrder, saveVersion } from "../../test/support/rulebook-api.ts";
import { handler as orders } from "./handler.ts";

const stack = await startFunctionStack();
await stack.sql.execute("insert into clients (client_id, created_at) values ('test-shop', now())");
beforeEach(clearRulesCache);

const RULES = `texts:
  fragile: { pt-BR: Frágil, en: Fragile }
  campaign: { pt-BR: Campanha, en: Campaign }
rules:
  - id: slip
    when: line.type in ["physical", "book", "video"]
    then: [{ packingSlip: { destination: shipping } }]
  - id: royalties
    when: line.type == "book" || line.free
    then: [{ packingSlip: { destination: royalties } }]
  - id: care
    when: line.type == "physical"
    then: [{ note: { text: fragile } }]
  - id: all
    forEach: order
    when: true
    then: [{ note: { text: "Check twice" } }, { note: { text: fragile } }]
  - id: gift
    when: line.type == "book"
    then: [{ addFreeItem: { sku: VIDEO-FIRST-AID, reason: campaign } }]
`;
await activateVersion(await saveVersion(RULES));

const lines = [laptopLine, bookLine];
const because = (ruleId: string, lineId?: string) =>
  expect.objectContaining({ ruleId, ...(lineId === undefined ? {} : { lineId }) });
const NOTES = [
  {
    text: "Frágil",
    texts: { "pt-BR": "Frágil", en: "Fragile" },
    ruleId: "care",
    lineId: "1",
    because: [because("care", "1"), because("all")],
  },
  { text: "Check twice", ruleId: "all", because: [because("all")] },
];

const readOrder = async (orderId: string) =>
  (await apiClient(orders)("GET /orders/{orderId}", { params: { orderId } })).json;

const slipsOf = async (orderId: string) =>
  Object.fromEntries(
    (
      await stack.sql.many<{
        destination: string;
        document: { notes: string[]; lines: { reason?: string }[] };
      }>(
        "select s.destination, s.document from packing_slips s join orders o using (order_no) where o.order_id = $1",
        [orderId],
      )
    ).map(({ destination, document }) => [destination, document]),
  );

/** Posts an order, issues its slips, and reads the order. */
const placed = async (fields: object) => {
  const { status, json } = await postOrder({ lines, ...fields });
  expect(status).toBe(202);
  await slips(eventFor(json.tasks.map(({ taskId }: { taskId: string }) => taskId)));
  return { order: await readOrder(json.orderId), slips: await slipsOf(json.orderId) };
};

test("the notes of an order are shown with it, as a dry run foretold, and count for no status", async () => {
  const dry = await apiClient(decisions)("POST /decisions", { body: orderBody({ lines }) });
  expect(dry.json.notes).toEqual(NOTES);
  const { order } = await placed({});
  expect(order.notes).toEqual(NOTES);
  expect(order.status).toBe("completed");
  expect(order.whyNot.filter(({ ruleId }: { ruleId: string }) => ruleId === "all")).toEqual([]);
});

test("an order without notes has an empty list", async () => {
  await activateVersion("1");
  clearRulesCache();
  const { json } = await postOrder({ lines });
  expect((await readOrder(json.orderId)).notes).toEqual([]);
  await activateVersion("2");
});

test("slips print notes and reasons in the language of the order for the customer, in the company's for a department", async () => {
  const english = await placed({ locale: "en" });
  expect(english.order.lines.at(-1)).toMatchObject({
    reason: "Campaign",
    reasonTexts: { "pt-BR": "Campanha", en: "Campaign" },
  });
  expect(english.order.notes[0].text).toBe("Frágil");
  expect(english.slips.shipping!.notes).toEqual(expect.arrayContaining(["Fragile", "Check twice"]));
  expect(english.slips.royalties!.notes).toEqual(expect.arrayContaining(["Frágil", "Check twice"]));
  expect(english.slips.shipping!.lines.at(-1)!.reason).toBe("Campaign");
  expect(english.slips.royalties!.lines.at(-1)!.reason).toBe("Campanha");

  setEnvironment({ COMPANY_LANGUAGE: "en" });
  const portuguese = await placed({});
  expect(portuguese.order.notes[0].text).toBe("Fragile");
  expect(portuguese.slips.shipping!.notes).toContain("Frágil");
  expect(portuguese.slips.royalties!.notes).toContain("Fragile");
});
