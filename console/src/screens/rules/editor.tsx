/** The text of rules in an editor that is loaded with it. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useSnapshot } from "../../api/resource.ts";
import { locale } from "../../i18n/locale.ts";
import { type CodeEditor, createEditor, type Marked } from "./code-mirror.ts";
import type { Vocabulary } from "./completions.ts";
import type { Issue } from "./fix-of.ts";
import { ruleTexts } from "./texts.ts";

/** The editor's own words, which are in English. */
const PORTUGUESE = {
  Find: "Procurar",
  Replace: "Substituir",
  next: "próximo",
  previous: "anterior",
  all: "todos",
  "match case": "maiúsculas",
  "by word": "palavra",
  regexp: "expressão",
  replace: "substituir",
  "replace all": "substituir todos",
  close: "fechar",
  Completions: "Sugestões",
  Diagnostics: "Problemas",
};

type Props = {
  readonly value: string;
  readonly marked: readonly Marked[];
  readonly onInput: (text: string) => void;
  /** Receives the function that puts the cursor on an issue. */
  readonly onReady: (select: (issue: Issue) => void) => void;
};

export const Editor = ({ value, marked, onInput, onReady }: Props) => {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor | undefined>(undefined);
  const { data } = useSnapshot<Vocabulary>("/vocabulary");
  const latest = useRef({ vocabulary: data, onInput });
  latest.current = { vocabulary: data, onInput };
  useEffect(() => {
    const created = createEditor({
      host: host.current!,
      text: value,
      label: ruleTexts().text,
      phrases: locale.value === "en" ? {} : PORTUGUESE,
      vocabulary: () => latest.current.vocabulary,
      onInput: (text) => latest.current.onInput(text),
    });
    editor.current = created;
    onReady(created.select);
    return created.destroy;
  }, []);
  // In the same turn as the render: an effect after the paint would put back what was typed over in between.
  useLayoutEffect(() => editor.current?.setText(value), [value]);
  useEffect(() => editor.current?.mark(marked), [marked]);
  return <div ref={host} class="editor" />;
};
