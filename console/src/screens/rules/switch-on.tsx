/** Switching a version on, now or at a date, after a sentence about what that does. */
import { useSignal } from "@preact/signals";
import { Dialog } from "../../ui/dialog.tsx";
import { SwitchForm } from "./lazy-parts.ts";
import type { Rulebook } from "./rule-types.ts";
import { ruleTexts } from "./texts.ts";

type Props = { readonly rulebook: Rulebook; readonly active: number | undefined };

export const SwitchOn = ({ rulebook, active }: Props) => {
  const open = useSignal(false);
  const text = ruleTexts();
  const close = () => {
    open.value = false;
  };
  return (
    <>
      <button
        type="button"
        class="primary"
        onClick={() => {
          open.value = true;
        }}
      >
        {rulebook.status === "retired" ? text.switchBack : text.switchOn}
      </button>
      {open.value && (
        <Dialog title={text.switchTitle(rulebook.version)} onClose={close}>
          <SwitchForm rulebook={rulebook} active={active} onDone={close} />
        </Dialog>
      )}
    </>
  );
};
