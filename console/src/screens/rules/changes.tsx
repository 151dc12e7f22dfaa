/** What differs between the text in force and another: lines, with a few unchanged ones around. */
import { diffLines } from "diff";
import { useMemo } from "preact/hooks";
import type { Rulebook } from "./rule-types.ts";
import { ruleTexts } from "./texts.ts";

const CONTEXT = 3;

type Row = { readonly kind: "added" | "removed" | "same" | "gap"; readonly text: string };

const linesOf = (text: string): string[] => text.replace(/\n$/, "").split("\n");

/** Only the lines beside a change are kept of an unchanged stretch. */
const shorten = (lines: readonly string[], isFirst: boolean, isLast: boolean): Row[] => {
  const head = isFirst ? 0 : CONTEXT;
  const tail = isLast ? 0 : CONTEXT;
  const same = (text: string): Row => ({ kind: "same", text });
  if (lines.length <= head + tail + 1) return lines.map(same);
  const end = tail === 0 ? [] : lines.slice(-tail);
  return [...lines.slice(0, head).map(same), { kind: "gap", text: "⋯" }, ...end.map(same)];
};

/** The rows of the comparison. */
const changedRows = (before: string, after: string): readonly Row[] => {
  const parts = diffLines(before, after);
  if (parts.every(({ added, removed }) => !added && !removed)) return [];
  return parts.flatMap(({ added, removed, value }, index) => {
    const lines = linesOf(value);
    if (added || removed) return lines.map((text): Row => ({ kind: added ? "added" : "removed", text }));
    return shorten(lines, index === 0, index === parts.length - 1);
  });
};

const SIGNS = { added: "+", removed: "−", same: " ", gap: " " } as const;

export const ChangedLines = ({ before, after }: { readonly before: Rulebook; readonly after: string }) => {
  const rows = useMemo(() => changedRows(before.source, after), [before.source, after]);
  if (rows.length === 0) return <p class="hint">{ruleTexts().noChanges(before.version)}</p>;
  return (
    <pre class="diff">
      {rows.map(({ kind, text }, index) => (
        <div key={index} class={kind}>
          <span aria-hidden="true">{SIGNS[kind]}</span>
          {kind === "added" && <ins>{text}</ins>}
          {kind === "removed" && <del>{text}</del>}
          {(kind === "same" || kind === "gap") && text}
        </div>
      ))}
    </pre>
  );
};
