/** The checker's findings below the editor. */
import type { Issue, Replacement } from "./fix-of.ts";
import { IssueList } from "./issue-list.tsx";
import { ruleTexts } from "./texts.ts";
import type { Check } from "./use-check.ts";

type Props = {
  readonly check: Check;
  readonly source: string;
  readonly onFix: (source: string) => void;
  readonly onSelect: (issue: Issue) => void;
};

const apply = (source: string, { start, end, text }: Replacement): string =>
  source.slice(0, start) + text + source.slice(end);

const Summary = ({ check }: { readonly check: Check }) => {
  const text = ruleTexts();
  if (check.errors.length > 0) return <b class="bad-text">{text.issues(check.errors.length)}</b>;
  if (check.busy) return <span class="hint">{text.checking}</span>;
  const passed = check.examples.filter((one) => one.passed).length;
  return (
    <span>
      <b class="ok-text">{text.valid}</b> {text.examplesPassed(passed, check.examples.length)}
      {check.warnings.length > 0 && ` · ${text.warnings(check.warnings.length)}`}
    </span>
  );
};

export const CheckResult = ({ check, source, onFix, onSelect }: Props) => {
  const failures = check.examples.flatMap(({ errors }) => errors);
  const errors = [...check.errors, ...failures];
  return (
    <div class="check" aria-live="polite">
      <p>
        <Summary check={check} />
      </p>
      <IssueList
        issues={[...errors, ...check.warnings]}
        failed={errors.length}
        source={source}
        onFix={(replacement) => onFix(apply(source, replacement))}
        onSelect={onSelect}
      />
    </div>
  );
};
