/** Buttons that save a document of the API as a file. A link cannot carry the key, so the page loads it. */
import { useSignal } from "@preact/signals";
import { callForFile } from "../api/client.ts";
import type { Problem } from "../api/types.ts";
import { t } from "../i18n/core.ts";
import { Icon } from "./icon.tsx";
import { ProblemNote } from "./notice.tsx";
import { saveFile } from "./save-file.ts";

const MEDIA_TYPES = { PDF: "application/pdf", CSV: "text/csv", JSON: "application/json" } as const;
type Format = keyof typeof MEDIA_TYPES;

type Props = {
  readonly path: string;
  /** Of the file, without its ending. */
  readonly name: string;
  readonly formats: readonly Format[];
};

export const Downloads = ({ path, name, formats }: Props) => {
  const problem = useSignal<Problem | undefined>(undefined);
  const load = async (format: Format): Promise<void> => {
    const reply = await callForFile(path, MEDIA_TYPES[format]);
    problem.value = reply.ok ? undefined : reply.problem;
    if (reply.ok) saveFile(reply.body.file, `${name}.${format.toLowerCase()}`);
  };
  return (
    <div class="head-actions">
      {formats.map((format) => (
        <button
          key={format}
          type="button"
          class="secondary"
          title={t().common.download}
          onClick={() => void load(format)}
        >
          <Icon name="save" />
          {format}
        </button>
      ))}
      {problem.value !== undefined && <ProblemNote problem={problem.value} />}
    </div>
  );
};
