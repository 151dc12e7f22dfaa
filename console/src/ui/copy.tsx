/** A button that copies text. */
import { useSignal } from "@preact/signals";
import { t } from "../i18n/core.ts";
import { Icon } from "./icon.tsx";

const SHOWN_MS = 1_500;

type Props = {
  readonly text: string;
  /** The key that presses the button, for the one of what the page is about. */
  readonly shortcut?: string;
};

export const Copy = ({ text, shortcut }: Props) => {
  const copied = useSignal(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    copied.value = true;
    setTimeout(() => {
      copied.value = false;
    }, SHOWN_MS);
  };
  const label = copied.value ? t().common.copied : t().common.copy;
  return (
    <button
      type="button"
      class="icon-button"
      title={label}
      aria-label={label}
      data-key={shortcut}
      onClick={() => void copy()}
    >
      {copied.value ? "✓" : <Icon name="copy" />}
    </button>
  );
};
