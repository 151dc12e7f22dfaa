/** What can be looked at or done with a whole order. Each opens in a dialog that is loaded with it. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { lazy } from "../../app/lazy.tsx";
import { t } from "../../i18n/core.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { orderTexts } from "./texts.ts";

const TodayRules = lazy(async () => (await import("./today-rules.tsx")).TodayRules);
const ExampleView = lazy(async () => (await import("./example-view.tsx")).ExampleView);
const RawView = lazy(async () => (await import("./raw-view.tsx")).RawView);

type Action = { readonly name: string; readonly View: ComponentType };

export const OrderActions = () => {
  const open = useSignal<Action | undefined>(undefined);
  const text = orderTexts();
  const actions: readonly Action[] = [
    { name: text.today, View: TodayRules },
    { name: text.example, View: ExampleView },
    { name: t().common.raw, View: RawView },
  ];
  const shown = open.value;
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
        <Dialog
          title={shown.name}
          wide
          onClose={() => {
            open.value = undefined;
          }}
        >
          <shown.View />
        </Dialog>
      )}
    </div>
  );
};
