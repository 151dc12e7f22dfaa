/** What is kept of a customer: all of it as a file, and its erasure. */
import { useSignal } from "@preact/signals";
import { call, type Reply } from "../../api/client.ts";
import { clientQuery } from "../../api/client-query.ts";
import { refresh } from "../../api/resource.ts";
import type { BodyOf, Problem } from "../../api/types.ts";
import { texts } from "../../i18n/locale.ts";
import { t } from "../../i18n/core.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemNote } from "../../ui/notice.tsx";
import { saveFile } from "../../ui/save-file.ts";

type Export = BodyOf<"exportCustomer">;
type Erasure = BodyOf<"eraseCustomer">;
type Props = { readonly customerId: string; readonly client: string | undefined };

const en = {
  title: "Personal data",
  help: "What the law on personal data (LGPD) gives a customer.",
  export: "Everything as JSON",
  erase: "Erase",
  eraseTitle: (id: string) => `Erase the personal data of ${id}`,
  eraseWhat:
    "Name, e-mail address, phone, tax id and addresses are replaced everywhere by a pseudonym, for good: in orders, slips, mails and explanations. Amounts, products, dates and numbers stay.",
  reason: "Reason (write nothing personal into it)",
  confirm: (id: string) => `Type ${id} to confirm`,
  done: (orders: number, pseudonym: string) =>
    `Erased: ${orders === 1 ? "1 order has" : `${orders} orders have`} the pseudonym ${pseudonym} now.`,
  running: "The erasure has begun and goes on by itself. Ask again in some minutes to see that it is done.",
  lists: (ids: string) => `These lists still hold the customer: ${ids}.`,
};
const pt: typeof en = {
  title: "Dados pessoais",
  help: "O que a lei de proteção de dados (LGPD) garante ao cliente.",
  export: "Tudo em JSON",
  erase: "Apagar",
  eraseTitle: (id) => `Apagar os dados pessoais de ${id}`,
  eraseWhat:
    "Nome, e-mail, telefone, CPF/CNPJ e endereços são trocados em toda parte por um pseudônimo, em definitivo: em pedidos, romaneios, e-mails e explicações. Valores, produtos, datas e números ficam.",
  reason: "Motivo (não escreva nada pessoal)",
  confirm: (id) => `Digite ${id} para confirmar`,
  done: (orders, pseudonym) =>
    `Apagado: ${orders === 1 ? "1 pedido tem" : `${orders} pedidos têm`} agora o pseudônimo ${pseudonym}.`,
  running: "O apagamento começou e continua sozinho. Peça de novo em alguns minutos para ver que terminou.",
  lists: (ids) => `Estas listas ainda contêm o cliente: ${ids}.`,
};
const privacyTexts = texts(en, pt);

const pathOf = (customerId: string, what: string): string =>
  `/customers/${encodeURIComponent(customerId)}/${what}`;

/** All pages as one: the first with the orders of every page. */
const exportAll = async ({ customerId, client }: Props): Promise<Reply<Export>> => {
  let whole: Export | undefined;
  let cursor: string | null = null;
  do {
    const search = new URLSearchParams({ limit: "200" });
    if (client !== undefined) search.set("client", client);
    if (cursor !== null) search.set("cursor", cursor);
    const reply: Reply<Export> = await call<Export>(`${pathOf(customerId, "export")}?${search}`);
    if (!reply.ok) return reply;
    whole = whole === undefined ? reply.body : { ...whole, orders: [...whole.orders, ...reply.body.orders] };
    cursor = reply.body.nextCursor;
  } while (cursor !== null);
  return { ok: true, status: 200, body: { ...whole, nextCursor: null }, etag: null };
};

const Outcome = ({ erasure }: { readonly erasure: Erasure }) => {
  const text = privacyTexts();
  return (
    <>
      <p class="note ok" role="status">
        {erasure.status === "done" ? text.done(erasure.orders, erasure.pseudonym) : text.running}
      </p>
      {erasure.lists.length > 0 && <p class="note warn">{text.lists(erasure.lists.join(", "))}</p>}
    </>
  );
};

const EraseDialog = ({ customerId, client, onClose }: Props & { readonly onClose: () => void }) => {
  const text = privacyTexts();
  const problem = useSignal<Problem | undefined>(undefined);
  const erasure = useSignal<Erasure | undefined>(undefined);
  const typed = useSignal("");
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget as HTMLFormElement).get("reason") ?? "").trim();
    const path = `${pathOf(customerId, "erasure")}${clientQuery(client)}`;
    const reply = await call<Erasure>(path, { method: "POST", body: { reason } });
    problem.value = reply.ok ? undefined : reply.problem;
    if (reply.ok) erasure.value = reply.body;
  };
  const close = () => {
    if (erasure.value !== undefined) void refresh("/");
    onClose();
  };
  return (
    <Dialog title={text.eraseTitle(customerId)} onClose={close}>
      {erasure.value !== undefined ? (
        <Outcome erasure={erasure.value} />
      ) : (
        <form class="stack" onSubmit={(event) => void submit(event)}>
          <p>{text.eraseWhat}</p>
          <label class="field">
            <span>{text.reason}</span>
            <input name="reason" required maxLength={500} />
          </label>
          <label class="field">
            <span>{text.confirm(customerId)}</span>
            <input
              class="mono"
              required
              autocomplete="off"
              onInput={({ currentTarget }) => {
                typed.value = currentTarget.value.trim();
              }}
            />
          </label>
          {problem.value !== undefined && <ProblemNote problem={problem.value} />}
          <footer>
            <button type="button" class="secondary" onClick={close}>
              {t().common.cancel}
            </button>
            <button type="submit" class="danger" disabled={typed.value !== customerId}>
              {text.erase}
            </button>
          </footer>
        </form>
      )}
    </Dialog>
  );
};

export const Privacy = ({ customerId, client }: Props) => {
  const text = privacyTexts();
  const problem = useSignal<Problem | undefined>(undefined);
  const asking = useSignal(false);
  const save = async () => {
    const reply = await exportAll({ customerId, client });
    problem.value = reply.ok ? undefined : reply.problem;
    if (!reply.ok) return;
    const json = JSON.stringify(reply.body, null, 2);
    saveFile(new Blob([json], { type: "application/json" }), `customer-${customerId}.json`);
  };
  return (
    <section>
      <h2>{text.title}</h2>
      <p class="hint">{text.help}</p>
      <div class="actions-row below">
        <button type="button" class="secondary" onClick={() => void save()}>
          {text.export}
        </button>
        <button
          type="button"
          class="danger"
          onClick={() => {
            asking.value = true;
          }}
        >
          {text.erase}
        </button>
      </div>
      {problem.value !== undefined && <ProblemNote problem={problem.value} />}
      {asking.value && (
        <EraseDialog
          customerId={customerId}
          client={client}
          onClose={() => {
            asking.value = false;
          }}
        />
      )}
    </section>
  );
};
