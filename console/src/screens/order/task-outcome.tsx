/** What came of a task, in a few words: the slip's number, the sum of the commission. */
import { useSignal } from "@preact/signals";
import type { Task } from "../../api/types.ts";
import { money } from "../../ui/format.ts";
import { SlipDialog } from "../slips/slip-dialog.tsx";
import { useOrder } from "./order-context.ts";
import { orderTexts } from "./texts.ts";

type Result = {
  readonly packingSlip?: string;
  readonly sesMessageId?: string;
  readonly possibleDuplicate?: boolean;
  readonly entries?: readonly { readonly amount: number }[];
  readonly membership?: { readonly plan?: string | null };
  readonly status?: number;
};

const SlipLink = ({ slip }: { readonly slip: string }) => {
  const { order } = useOrder();
  const open = useSignal(false);
  return (
    <>
      <button
        type="button"
        class="link mono"
        data-key="p"
        onClick={() => {
          open.value = true;
        }}
      >
        {slip}
      </button>
      {open.value && (
        <SlipDialog
          slip={slip}
          client={order.clientId}
          onClose={() => {
            open.value = false;
          }}
        />
      )}
    </>
  );
};

export const TaskOutcome = ({ task }: { readonly task: Task }) => {
  const { order } = useOrder();
  const text = orderTexts();
  const result = (task.result ?? {}) as Result;
  if (result.packingSlip !== undefined) return <SlipLink slip={result.packingSlip} />;
  if (result.entries !== undefined)
    return (
      <span class="number">
        {money(
          result.entries.reduce((sum, { amount }) => sum + amount, 0),
          order.currency,
        )}
      </span>
    );
  if (result.sesMessageId !== undefined)
    return <span>{result.possibleDuplicate ? text.possibleDuplicate : text.sent}</span>;
  if (typeof result.membership?.plan === "string") return <span>{result.membership.plan}</span>;
  return result.status === undefined ? null : <span class="mono">HTTP {result.status}</span>;
};
