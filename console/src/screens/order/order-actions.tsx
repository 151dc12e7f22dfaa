/** What can be looked at or done with a whole order. Each opens in a dialog that is loaded with it. */
import { useSignal } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { lazy } from "../../app/lazy.tsx";
import { t } from "../../i18n/core.ts";
import { may } from "../../session/caller.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { useOrder } from "./order-context.ts";
import { orderTexts } from "./texts.ts";

const TodayRules = lazy(async () => (await import("./today-rules.tsx")).TodayRules);
const ExampleView = lazy(async () => (await import("./example-view.tsx")).ExampleView);
const CancelView = lazy(async () => (await import("./cancel-view.tsx")).CancelView);
const RawView = lazy(async () => (await import("./raw-view.tsx")).RawView);

type Action = { readonly name: string; readonly View: FunctionComponent<{ readonly onClose: () => void }> };

export const OrderActions = () => {
  const open = useSignal<Action | undefined>(undefined);
  const { order } = useOrder();
  const text = orderTexts();
  const actions: readonly Action[] = [
    { name: text.today, View: TodayRules },
    { name: text.example, View: ExampleView },
    { name: t().common.raw, View: RawView },
    ...(may("orders:write") && order.status !== "imported" && order.status !== "cancelled"
      ? [{ name: text.cancel, View: CancelView }]
      : []),
  ];
  const shown = open.value;
  const close = () => {
    open.value = undefined;
  };
  return (
    <div class="head-actions">
      {actions.map((action) => (
        <button
          key={action.name}
          type="button"
          class="secondary"
          onClick={() => {
            open.value = action;
          }}
        >
          {action.name}
        </button>
      ))}
      {shown !== undefined && (
        <Dialog title={shown.name} wide onClose={close}>
          <shown.View onClose={close} />
        </Dialog>
      )}
    </div>
  );
};
