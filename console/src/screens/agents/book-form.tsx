/** Booking a payment to an agent, or an adjustment of what the agent is owed. */
import { useSignal } from "@preact/signals";
import { call } from "../../api/client.ts";
import { clientQuery } from "../../api/client-query.ts";
import { refresh } from "../../api/resource.ts";
import type { Problem } from "../../api/types.ts";
import { ProblemNote } from "../../ui/notice.tsx";
import { parseMoney } from "../../ui/parse-money.ts";
import type { Agent } from "./agent.ts";
import { agentTexts } from "./texts.ts";

const KINDS = ["payment", "adjustment"] as const;
type Kind = (typeof KINDS)[number];

/** One for each booking: a request whose response was lost may be repeated. */
const newId = (): string => `console-${Date.now().toString(36)}`;

const bodyOf = (kind: Kind, id: string, amount: number, why: string, currency: string): object =>
  kind === "payment"
    ? { paymentId: id, amount, currency, ...(why === "" ? {} : { note: why }) }
    : { adjustmentId: id, amount, currency, reason: why };

const useBook = (agent: Agent, currency: string, kind: Kind) => {
  const problem = useSignal<Problem | undefined>(undefined);
  const state = useSignal<"invalid" | "booked" | "busy" | undefined>(undefined);
  const id = useSignal(newId());
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const element = event.currentTarget as HTMLFormElement;
    const form = new FormData(element);
    const amount = parseMoney(String(form.get("amount") ?? ""), currency);
    state.value = typeof amount === "number" ? "busy" : "invalid";
    if (typeof amount !== "number") return;
    const body = bodyOf(kind, id.value, amount, String(form.get("why") ?? "").trim(), currency);
    const path = `/agents/${encodeURIComponent(agent.agentId)}/${kind}s${clientQuery(agent.clientId)}`;
    const reply = await call(path, { method: "POST", body });
    problem.value = reply.ok ? undefined : reply.problem;
    state.value = reply.ok ? "booked" : undefined;
    if (!reply.ok) return;
    id.value = newId();
    element.reset();
    await refresh("/agents");
  };
  return { problem: problem.value, state: state.value, submit };
};

export const BookForm = ({ agent, currency }: { readonly agent: Agent; readonly currency: string }) => {
  const text = agentTexts();
  const kind = useSignal<Kind>("payment");
  const { problem, state, submit } = useBook(agent, currency, kind.value);
  return (
    <form class="fix" onSubmit={(event) => void submit(event)}>
      <b>{text.book}</b>
      <label>
        <span>{text.bookKind}</span>
        <select
          value={kind.value}
          onChange={({ currentTarget }) => {
            kind.value = KINDS.find((one) => one === currentTarget.value) ?? "payment";
          }}
        >
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {text.bookings[one]}
            </option>
          ))}
        </select>
      </label>
      <label class="narrow">
        <span>
          {text.amount} ({currency})
        </span>
        <input name="amount" required inputMode="decimal" />
      </label>
      <label class="grow">
        <span>{text.why}</span>
        <input name="why" required={kind.value === "adjustment"} maxLength={500} />
      </label>
      <button type="submit" class="primary" disabled={state === "busy"}>
        {text.bookSubmit}
      </button>
      <p class="hint">{text.bookHelp[kind.value]}</p>
      {state === "invalid" && (
        <p class="note bad" role="alert">
          {text.invalidAmount}
        </p>
      )}
      {problem !== undefined && <ProblemNote problem={problem} />}
      {state === "booked" && (
        <p class="note ok" role="status">
          {text.booked}
        </p>
      )}
    </form>
  );
};
