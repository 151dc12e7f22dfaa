/** Issues and warnings about the text of rules, each with its place and, where one is suggested, a fix. */
import { apiText } from "../../i18n/api-text.ts";
import { fixOf, type Issue, type Replacement } from "./fix-of.ts";
import { ruleTexts } from "./texts.ts";

/** One typing error can make everything after it unreadable. */
const MAX_SHOWN = 20;

type Props = {
  readonly issues: readonly Issue[];
  /** How many of them, from the first, are errors. */
  readonly failed: number;
  /** The text that the issues are about; without it there are no fixes. */
  readonly source?: string;
  readonly onFix?: (replacement: Replacement) => void;
  readonly onSelect?: (issue: Issue) => void;
};

const IssuePosition = ({
  issue,
  onSelect,
}: {
  readonly issue: Issue;
  readonly onSelect: Props["onSelect"];
}) => {
  const text = ruleTexts().line(issue.line);
  if (onSelect === undefined) return <span class="place">{text}</span>;
  return (
    <button type="button" class="link place" onClick={() => onSelect(issue)}>
      {text}
    </button>
  );
};

const Item = ({
  issue,
  isError,
  source,
  onFix,
  onSelect,
}: Omit<Props, "issues" | "failed"> & { readonly issue: Issue; readonly isError: boolean }) => {
  const fix = source === undefined ? undefined : fixOf(source, issue);
  return (
    <li class={isError ? "bad" : "warn"}>
      <IssuePosition issue={issue} onSelect={onSelect} />
      <span>
        {issue.ruleId !== undefined && <code>{issue.ruleId}</code>} {apiText(issue.detail)}
      </span>
      {fix !== undefined && onFix !== undefined && (
        <button type="button" class="secondary small" onClick={() => onFix(fix)}>
          {ruleTexts().fix(fix.text)}
        </button>
      )}
    </li>
  );
};

export const IssueList = ({ issues, failed, ...rest }: Props) =>
  issues.length === 0 ? null : (
    <ul class="issues">
      {issues.slice(0, MAX_SHOWN).map((issue, index) => (
        <Item key={index} issue={issue} isError={index < failed} {...rest} />
      ))}
      {issues.length > MAX_SHOWN && <li class="hint">{ruleTexts().moreIssues(issues.length - MAX_SHOWN)}</li>}
    </ul>
  );
