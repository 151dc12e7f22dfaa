/** Printing many slips as one PDF, and marking them as printed once somebody says that every page came out. */
import { useSignal } from "@preact/signals";
import { call, callForFile } from "../../api/client.ts";
import { refresh } from "../../api/resource.ts";
import type { Problem } from "../../api/types.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/notice.tsx";
import { showFile } from "../../ui/show-file.ts";
import { slipListTexts } from "./texts.ts";

type Print = { readonly id: string; readonly count: number };

const Confirm = ({ print, onClose }: { readonly print: Print; readonly onClose: () => void }) => {
  const text = slipListTexts();
  const problem = useSignal<Problem | undefined>(undefined);
  const confirm = async () => {
    const reply = await call(`/packing-slips/prints/${print.id}/confirmation`, { method: "POST" });
    problem.value = reply.ok ? undefined : reply.problem;
    await refresh("/packing-slips");
    if (reply.ok) onClose();
  };
  return (
    <Dialog title={text.print(print.count)} onClose={onClose}>
      <p>{text.confirmAsk(print.count)}</p>
      {problem.value !== undefined && <ProblemNote problem={problem.value} />}
      <footer>
        <button type="button" class="secondary" onClick={onClose}>
          {text.later}
        </button>
        <button type="button" class="primary" onClick={() => void confirm()}>
          {text.confirm}
        </button>
      </footer>
    </Dialog>
  );
};

export const PrintButton = ({ numbers }: { readonly numbers: readonly string[] }) => {
  const text = slipListTexts();
  const problem = useSignal<Problem | undefined>(undefined);
  const print = useSignal<Print | undefined>(undefined);
  const start = async () => {
    const reply = await showFile(() =>
      callForFile("/packing-slips/prints", "application/pdf", { method: "POST", body: { numbers } }),
    );
    problem.value = reply.ok ? undefined : reply.problem;
    const id = reply.ok ? reply.body.headers.get("print-id") : null;
    if (id !== null) print.value = { id, count: numbers.length };
  };
  return (
    <>
      <button
        type="button"
        class="primary"
        data-key="p"
        disabled={numbers.length === 0}
        onClick={() => void start()}
      >
        <Icon name="print" />
        {text.print(numbers.length)}
      </button>
      {problem.value !== undefined && <ProblemNote problem={problem.value} />}
      {print.value !== undefined && (
        <Confirm
          print={print.value}
          onClose={() => {
            print.value = undefined;
          }}
        />
      )}
    </>
  );
};
