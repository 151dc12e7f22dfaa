/** Cancelling an order or some of its items. It says in a sentence what will happen before anything does. */
import { type Signal, useSignal } from "@preact/signals";
import { call } from "../../api/client.ts";
import { clientQuery } from "../../api/client-query.ts";
import { refresh } from "../../api/resource.ts";
import type { Line, OrderDetail, Problem } from "../../api/types.ts";
import { money } from "../../ui/format.ts";
import { ProblemNote } from "../../ui/notice.tsx";
import { parseMoney } from "../../ui/parse-money.ts";
import { cancelTexts } from "./cancel-texts.ts";
import {
  amountOf,
  cancellableLines,
  type Chosen,
  effectsOf,
  everything,
  leftOf,
} from "./cancellation-plan.ts";
import { useOrder } from "./order-context.ts";

type Quantities = Signal<Chosen>;

const LineChoice = ({ line, chosen }: { readonly line: Line; readonly chosen: Quantities }) => {
  const text = cancelTexts();
  const left = leftOf(line);
  const set = (count: number) => {
    const next = new Map(chosen.value);
    if (count > 0) next.set(line.lineId, Math.min(count, left));
    else next.delete(line.lineId);
    chosen.value = next;
  };
  return (
    <li>
      <input
        type="number"
        min={0}
        max={left}
        value={chosen.value.get(line.lineId) ?? 0}
        aria-label={text.howMany(line.title)}
        onInput={({ currentTarget }) => set(currentTarget.valueAsNumber || 0)}
      />
      <span>
        {text.left(left)} · {line.title}
      </span>
    </li>
  );
};

/** One for each time that the dialog is opened: a request whose response was lost may be repeated. */
const newId = (): string => `console-${Date.now().toString(36)}`;

const useCancel = (order: OrderDetail, chosen: Quantities, onClose: () => void) => {
  const problem = useSignal<Problem | "invalid-refund" | undefined>(undefined);
  const busy = useSignal(false);
  const id = useSignal(newId());
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const refund = parseMoney(String(form.get("refund") ?? ""), order.currency);
    if (refund === "invalid") {
      problem.value = "invalid-refund";
      return;
    }
    busy.value = true;
    const body = {
      cancellationId: id.value,
      reason: String(form.get("reason") ?? "").trim(),
      at: new Date().toISOString(),
      lines: [...chosen.value].map(([lineId, quantity]) => ({ lineId, quantity })),
      ...(refund === undefined ? {} : { refund: { amount: refund } }),
    };
    const path = `/orders/${encodeURIComponent(order.orderId)}/cancellations${clientQuery(order.clientId)}`;
    const reply = await call(path, { method: "POST", body });
    problem.value = reply.ok ? undefined : reply.problem;
    busy.value = false;
    await refresh("/orders");
    if (reply.ok) onClose();
  };
  return { problem: problem.value, busy: busy.value, submit };
};

const Choice = ({ order, chosen }: { readonly order: OrderDetail; readonly chosen: Quantities }) => {
  const text = cancelTexts();
  const some = useSignal(false);
  const choose = (isSome: boolean) => {
    some.value = isSome;
    chosen.value = isSome ? new Map() : everything(order);
  };
  return (
    <>
      {[false, true].map((isSome) => (
        <label key={String(isSome)} class="choice">
          <input type="radio" name="which" checked={some.value === isSome} onChange={() => choose(isSome)} />{" "}
          {isSome ? text.some : text.all}
        </label>
      ))}
      {some.value && (
        <ul class="quantities">
          {cancellableLines(order).map((line) => (
            <LineChoice key={line.lineId} line={line} chosen={chosen} />
          ))}
        </ul>
      )}
    </>
  );
};

export const CancelView = ({ onClose }: { readonly onClose: () => void }) => {
  const { order } = useOrder();
  const text = cancelTexts();
  const chosen = useSignal<Chosen>(everything(order));
  const { problem, busy, submit } = useCancel(order, chosen, onClose);
  if (cancellableLines(order).length === 0) return <p class="hint">{text.nothingLeft}</p>;
  const isEmpty = chosen.value.size === 0;
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      <Choice order={order} chosen={chosen} />
      <label class="field">
        <span>{text.reason}</span>
        <input name="reason" required maxLength={500} />
      </label>
      <label class="field narrow">
        <span>
          {text.refund} ({order.currency})
        </span>
        <input
          name="refund"
          inputMode="decimal"
          placeholder={money(amountOf(order, chosen.value), order.currency)}
          aria-describedby="refund-help"
        />
      </label>
      <p id="refund-help" class="hint">
        {text.refundHelp}
      </p>
      <p class="note warn" aria-live="polite">
        {isEmpty ? text.nothing : text.what(effectsOf(order, chosen.value))}
      </p>
      {problem === "invalid-refund" && (
        <p class="note bad" role="alert">
          {text.invalidRefund}
        </p>
      )}
      {problem !== undefined && problem !== "invalid-refund" && <ProblemNote problem={problem} />}
      <footer>
        <button type="button" class="secondary" onClick={onClose}>
          {text.keep}
        </button>
        <button type="submit" class="danger" disabled={busy || isEmpty}>
          {text.submit}
        </button>
      </footer>
    </form>
  );
};
