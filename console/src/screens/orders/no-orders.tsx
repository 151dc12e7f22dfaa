/** The empty list of orders, which shows how the first one gets there. */
import { useSignal } from "@preact/signals";
import { apiUrl, call } from "../../api/client.ts";
import { refresh } from "../../api/resource.ts";
import type { Problem } from "../../api/types.ts";
import { texts } from "../../i18n/locale.ts";
import { caller, may } from "../../session/caller.ts";
import { Copy } from "../../ui/copy.tsx";
import { Empty, ProblemNote } from "../../ui/notice.tsx";

const en = {
  empty: "No order has come in yet.",
  emptyHelp: "An order appears here as soon as the shop posts one. To try it, send one yourself:",
  sample: "Send a sample order",
};
const pt: typeof en = {
  empty: "Nenhum pedido chegou ainda.",
  emptyHelp: "Um pedido aparece aqui assim que a loja o envia. Para experimentar, envie um você mesmo:",
  sample: "Enviar um pedido de exemplo",
};
const emptyTexts = texts(en, pt);

const sampleOrder = (now: Date) => ({
  orderId: `SAMPLE-${now.getTime().toString(36).toUpperCase()}`,
  placedAt: now.toISOString(),
  currency: "BRL",
  customer: { customerId: "C-1", name: "Maria Exemplo", email: "maria@example.com" },
  shippingAddress: {
    line1: "Rua A",
    number: "1",
    city: "São Paulo",
    state: "SP",
    postalCode: "01010-000",
    country: "BR",
  },
  payment: { method: "pix", paidAt: now.toISOString(), amount: 5_000 },
  lines: [{ type: "physical", sku: "MUG-1", title: "Caneca", quantity: 1, unitPrice: 5_000 }],
});

const curl = (body: object): string =>
  `curl ${apiUrl("/orders")} -H 'Authorization: Bearer <key>' -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;

export const NoOrders = () => {
  const problem = useSignal<Problem | undefined>(undefined);
  const line = curl(sampleOrder(new Date()));
  const send = async () => {
    const reply = await call("/orders", { method: "POST", body: sampleOrder(new Date()) });
    problem.value = reply.ok ? undefined : reply.problem;
    await refresh("/orders");
  };
  return (
    <Empty title={emptyTexts().empty}>
      <p>{emptyTexts().emptyHelp}</p>
      <div class="code">
        <pre>{line}</pre>
        <Copy text={line} />
      </div>
      {/* On a real stage a sample order would be shipped. */}
      {caller.value?.stage === "local" && may("orders:write") && (
        <button type="button" class="primary" onClick={() => void send()}>
          {emptyTexts().sample}
        </button>
      )}
      {problem.value !== undefined && <ProblemNote problem={problem.value} />}
    </Empty>
  );
};
