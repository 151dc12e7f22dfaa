/** A text area with line numbers, on which lines with issues are marked. */
import { useRef } from "preact/hooks";
import { type Issue, rangeOf } from "./fix-of.ts";

type Props = {
  readonly value: string;
  readonly issues: readonly Issue[];
  readonly label: string;
  readonly onInput: (text: string) => void;
};

const ID = "rules-text";
const INDENT = "  ";

/** Puts the cursor on the range of an issue. */
export const select = (source: string, issue: Issue): void => {
  const area = document.getElementById(ID);
  if (!(area instanceof HTMLTextAreaElement)) return;
  const { start, end } = rangeOf(source, issue);
  area.focus();
  area.setSelectionRange(start, end);
  const lineHeight = Number.parseFloat(getComputedStyle(area).lineHeight);
  area.scrollTop = Math.max(0, (issue.line - 5) * lineHeight);
};

/** A new line begins below the one before it, as YAML needs it. */
const keepIndent = (event: KeyboardEvent): void => {
  const area = event.currentTarget as HTMLTextAreaElement;
  if (event.key !== "Enter" || event.isComposing) return;
  const before = area.value.slice(0, area.selectionStart);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const indent = `${/^[ ]*/.exec(line)?.[0] ?? ""}${/:\s*$/.test(line) ? INDENT : ""}`;
  if (indent === "") return;
  event.preventDefault();
  // Unlike an assignment, this keeps the browser's undo.
  document.execCommand("insertText", false, `\n${indent}`);
};

export const Editor = ({ value, issues, label, onInput }: Props) => {
  const gutter = useRef<HTMLDivElement>(null);
  const marked = new Set(issues.map(({ line }) => line));
  const lines = value.split("\n").length;
  return (
    <div class="editor">
      <div ref={gutter} class="gutter" aria-hidden="true">
        {Array.from({ length: lines }, (_, index) => (
          <span key={index} class={marked.has(index + 1) ? "marked" : ""}>
            {index + 1}
          </span>
        ))}
      </div>
      <textarea
        id={ID}
        aria-label={label}
        value={value}
        spellcheck={false}
        autocapitalize="off"
        autocomplete="off"
        wrap="off"
        onKeyDown={keepIndent}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
        onScroll={({ currentTarget }) => {
          if (gutter.current !== null) gutter.current.scrollTop = currentTarget.scrollTop;
        }}
      />
    </div>
  );
};
