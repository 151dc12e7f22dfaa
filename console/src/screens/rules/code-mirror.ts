/** The editor of rules: CodeMirror with YAML, suggestions from the vocabulary, and issues as marks. */
import {
  autocompletion,
  closeBrackets,
  type CompletionContext,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Annotation, EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { apiText } from "../../i18n/api-text.ts";
import { suggestionsAt, type Vocabulary } from "./completions.ts";
import { type Issue, rangeOf } from "./fix-of.ts";
import { YAML, yamlIndent } from "./yaml-mode.ts";

export type Marked = { readonly issue: Issue; readonly severity: "error" | "warning" };

export type CodeEditor = {
  /** Replaces the text when it is another one. */
  readonly setText: (text: string) => void;
  readonly mark: (marked: readonly Marked[]) => void;
  /** Puts the cursor on the range of an issue. */
  readonly select: (issue: Issue) => void;
  readonly destroy: () => void;
};

type Options = {
  readonly host: HTMLElement;
  readonly text: string;
  readonly label: string;
  readonly phrases: Readonly<Record<string, string>>;
  readonly vocabulary: () => Vocabulary | undefined;
  readonly onInput: (text: string) => void;
};

/** Of a change that the page made: it knows the text already. */
const fromPage = Annotation.define<boolean>();

/** Colours are the page's own, which reach into the shadow root as custom properties. */
const THEME = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--surface)", color: "var(--text)", fontSize: "13px" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "20px" },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--muted)", border: "0" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--text)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-selectionMatch": { backgroundColor: "var(--warn-soft)" },
  ".cm-tooltip, .cm-panels": {
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    border: "1px solid var(--line)",
    borderRadius: "6px",
  },
  ".cm-tooltip-autocomplete ul li": { padding: "2px 8px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent-fill)", color: "#fff" },
  ".cm-completionDetail": { fontStyle: "normal", opacity: "0.8" },
  ".cm-diagnostic": { padding: "6px 10px", fontFamily: "var(--sans)", maxWidth: "620px" },
  ".cm-textfield": { backgroundColor: "var(--surface)", color: "var(--text)" },
  ".cm-button": { backgroundColor: "var(--surface)", backgroundImage: "none", color: "var(--text)" },
});

const HIGHLIGHT = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--accent)" },
  { tag: [tags.string, tags.number], color: "var(--ok)" },
  { tag: [tags.keyword, tags.operator], color: "var(--warn)" },
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
  { tag: tags.punctuation, color: "var(--muted)" },
]);

const suggest =
  (vocabulary: Options["vocabulary"]) =>
  ({ state, pos, explicit }: CompletionContext) => {
    const known = vocabulary();
    if (known === undefined) return null;
    const before = state.sliceDoc(state.doc.lineAt(pos).from, pos);
    const found = suggestionsAt(before, known);
    if (found === undefined || (found.typed === 0 && !explicit && !before.endsWith('"'))) return null;
    return { from: pos - found.typed, options: [...found.options] };
  };

// Fixes are in the list of issues: in a shadow root a tooltip with a button closes before the pointer reaches it.
const diagnosticOf = (source: string, { issue, severity }: Marked): Diagnostic => {
  const { start, end } = rangeOf(source, issue);
  return { from: start, to: Math.max(start, end), severity, message: apiText(issue.detail) };
};

const extensions = ({ label, phrases, vocabulary, onInput }: Options) => [
  lineNumbers(),
  lintGutter(),
  highlightActiveLineGutter(),
  highlightActiveLine(),
  history(),
  drawSelection(),
  bracketMatching(),
  closeBrackets(),
  highlightSelectionMatches(),
  search({ top: true }),
  autocompletion({ override: [suggest(vocabulary)], icons: false }),
  // Tab leaves the editor, as people who use the keyboard alone need it.
  keymap.of([...completionKeymap, ...searchKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
  StreamLanguage.define(YAML),
  yamlIndent,
  THEME,
  syntaxHighlighting(HIGHLIGHT),
  EditorState.tabSize.of(2),
  EditorState.phrases.of(phrases),
  EditorView.contentAttributes.of({
    "aria-label": label,
    // Without it, assistive technology sees an area that scrolls and cannot be reached by keyboard.
    tabindex: "0",
    spellcheck: "false",
    autocapitalize: "off",
  }),
  EditorView.updateListener.of((update) => {
    const isTyped = update.transactions.some((transaction) => transaction.annotation(fromPage) !== true);
    if (update.docChanged && isTyped) onInput(update.state.doc.toString());
  }),
];

/** Puts an editor into an element. In a shadow root its styles are allowed by a policy without inline styles. */
export const createEditor = (options: Options): CodeEditor => {
  const root = options.host.shadowRoot ?? options.host.attachShadow({ mode: "open" });
  root.replaceChildren();
  const state = EditorState.create({ doc: options.text, extensions: extensions(options) });
  const view = new EditorView({ state, parent: root, root });
  const textOf = () => view.state.doc.toString();
  return {
    setText: (text) => {
      if (text === textOf()) return;
      const changes = { from: 0, to: view.state.doc.length, insert: text };
      view.dispatch({ changes, annotations: fromPage.of(true) });
    },
    mark: (marked) => {
      const source = textOf();
      const diagnostics = marked.map((one) => diagnosticOf(source, one));
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    select: (issue) => {
      const { start, end } = rangeOf(textOf(), issue);
      view.dispatch({
        selection: { anchor: start, head: end },
        effects: EditorView.scrollIntoView(start, { y: "center" }),
      });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
};
