/** A packing slip as the page draws it, and its PDF. */
import { useSignal } from "@preact/signals";
import { callForFile } from "../../api/client.ts";
import { useResource } from "../../api/resource.ts";
import type { BodyOf, Problem } from "../../api/types.ts";
import { texts } from "../../i18n/locale.ts";
import { money, percent } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Loaded, ProblemNote } from "../../ui/notice.tsx";
import { showFile } from "../../ui/show-file.ts";
import { When } from "../../ui/time.tsx";

type Slip = BodyOf<"readPackingSlip">;
type Party = Slip["sender"];
type SlipLine = Slip["lines"][number];

const en = {
  pdf: "PDF",
  from: "From",
  to: "To",
  qty: "Qty",
  product: "Product",
  total: "Total",
  royalty: "Royalty",
  weight: "Weight",
  free: "free",
  issued: "Issued",
};
const pt: typeof en = {
  pdf: "PDF",
  from: "Remetente",
  to: "Destinatário",
  qty: "Qtd.",
  product: "Produto",
  total: "Total",
  royalty: "Royalty",
  weight: "Peso",
  free: "grátis",
  issued: "Emitido",
};
const slipTexts = texts(en, pt);

/** Opens the PDF in a tab of its own. A link cannot carry the key, so the page loads the file. */
const usePdf = (path: string) => {
  const problem = useSignal<Problem | undefined>(undefined);
  const open = async () => {
    const reply = await showFile(() => callForFile(path, "application/pdf"));
    problem.value = reply.ok ? undefined : reply.problem;
  };
  return { problem: problem.value, open };
};

const Address = ({ title, party }: { readonly title: string; readonly party: Party }) => (
  <div>
    <h3>{title}</h3>
    <p>
      <b>{party.name}</b>
      <br />
      {party.address}
      {party.phone !== undefined && (
        <>
          <br />
          {party.phone}
        </>
      )}
      {party.taxId !== undefined && (
        <>
          <br />
          {party.taxId}
        </>
      )}
    </p>
  </div>
);

const Row = ({
  line,
  currency,
  royalties,
}: {
  readonly line: SlipLine;
  readonly currency: string;
  readonly royalties: boolean;
}) => (
  <tr>
    <td class="number">
      <b>{line.quantity}</b>
    </td>
    <td>
      {line.title}
      <small class="mono">
        {line.sku}
        {line.isbn !== undefined && ` · ${line.isbn}`}
      </small>
      {line.authors !== undefined && <small>{line.authors.join(", ")}</small>}
      {line.reason !== undefined && <small>{line.reason}</small>}
    </td>
    <td class="number">
      {line.free ? slipTexts().free : line.total !== undefined && money(line.total, currency)}
    </td>
    {royalties && (
      <td class="number">
        {line.royaltyDue !== undefined && money(line.royaltyDue, currency)}
        {line.royaltyRateBps !== undefined && <small>{percent(line.royaltyRateBps)}</small>}
      </td>
    )}
  </tr>
);

const Lines = ({ slip }: { readonly slip: Slip }) => {
  const text = slipTexts();
  const royalties = slip.lines.some(({ royaltyDue }) => royaltyDue !== undefined);
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col" class="number">
            {text.qty}
          </th>
          <th scope="col">{text.product}</th>
          <th scope="col" class="number">
            {text.total}
          </th>
          {royalties && (
            <th scope="col" class="number">
              {text.royalty}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {slip.lines.map((line) => (
          <Row key={line.lineId} line={line} currency={slip.currency} royalties={royalties} />
        ))}
      </tbody>
      {slip.total !== undefined && (
        <tfoot>
          <tr>
            <td />
            <td>{slip.weightGrams !== null && `${text.weight}: ${slip.weightGrams} g`}</td>
            <td class="number">
              <b>{money(slip.total, slip.currency)}</b>
            </td>
            {royalties && <td />}
          </tr>
        </tfoot>
      )}
    </table>
  );
};

export const SlipView = ({
  slip: name,
  client,
}: {
  readonly slip: string;
  readonly client: string | undefined;
}) => {
  const query = client === undefined ? "" : `?client=${encodeURIComponent(client)}`;
  const path = `/packing-slips/${encodeURIComponent(name)}${query}`;
  const state = useResource<Slip>(path);
  const pdf = usePdf(path);
  const text = slipTexts();
  return (
    <Loaded state={state}>
      {(slip) => (
        <div class="slip">
          <p class="slip-head">
            <b>{slip.title ?? slip.destination}</b>
            <span>
              {text.issued} <When at={slip.issuedAt} />
            </span>
            <button type="button" class="primary" data-key="p" onClick={() => void pdf.open()}>
              <Icon name="print" />
              {text.pdf}
            </button>
          </p>
          {pdf.problem !== undefined && <ProblemNote problem={pdf.problem} />}
          <div class="columns">
            <Address title={text.to} party={slip.recipient} />
            <Address title={text.from} party={slip.sender} />
          </div>
          <Lines slip={slip} />
          <ul class="hint">
            {slip.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </div>
      )}
    </Loaded>
  );
};
