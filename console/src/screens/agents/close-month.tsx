/** Closing a month: from then on its statements no longer change. */
import { useSignal } from "@preact/signals";
import { call } from "../../api/client.ts";
import { refresh } from "../../api/resource.ts";
import type { Problem } from "../../api/types.ts";
import { t } from "../../i18n/core.ts";
import { may } from "../../session/caller.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { dateTime } from "../../ui/format.ts";
import { currentMonth, type Month, monthName } from "../../ui/month.tsx";
import { ProblemNote } from "../../ui/notice.tsx";
import { agentTexts } from "./texts.ts";

const CloseDialog = ({ month, onClose }: { readonly month: Month; readonly onClose: () => void }) => {
  const text = agentTexts();
  const problem = useSignal<Problem | undefined>(undefined);
  const submit = async () => {
    const reply = await call(`/statements/${month}/close`, { method: "POST" });
    problem.value = reply.ok ? undefined : reply.problem;
    await refresh("/statements");
    if (reply.ok) onClose();
  };
  return (
    <Dialog title={text.closeTitle(monthName(month))} onClose={onClose}>
      <p>{text.closeWhat(monthName(month))}</p>
      {problem.value !== undefined && <ProblemNote problem={problem.value} />}
      <footer>
        <button type="button" class="secondary" onClick={onClose}>
          {t().common.cancel}
        </button>
        <button type="button" class="danger" onClick={() => void submit()}>
          {text.close}
        </button>
      </footer>
    </Dialog>
  );
};

/** @param props.closedAt null while the month is open */
export const CloseMonth = ({
  month,
  closedAt,
}: {
  readonly month: Month;
  readonly closedAt: string | null;
}) => {
  const text = agentTexts();
  const asking = useSignal(false);
  if (closedAt !== null) return <span class="hint">{text.closedAt(dateTime(closedAt))}</span>;
  if (!may("admin") || month >= currentMonth()) return <span class="hint">{text.isOpen}</span>;
  return (
    <>
      <button
        type="button"
        class="secondary"
        onClick={() => {
          asking.value = true;
        }}
      >
        {text.close}
      </button>
      {asking.value && (
        <CloseDialog
          month={month}
          onClose={() => {
            asking.value = false;
          }}
        />
      )}
    </>
  );
};
