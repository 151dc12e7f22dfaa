/** The built-in mail templates, and how mails of a rulebook's own templates are planned. */
import { digestOf } from "../domain/digest.ts";
import { type MailTemplates, placeholdersOf } from "../domain/mail-template.ts";
import type { ActionCheckContext, ActionIssue, EarlierTask, TaskDraft } from "./definition.ts";

/**
 * `membership-changed` is about one membership task and waits for it; `streaming-links` is one per order. Mails of an
 * order are accepted in this order, then those of own templates as the rulebook declares them.
 */
export const EMAIL_TEMPLATES = ["membership-changed", "streaming-links"] as const;

export const isBuiltIn = (template: string): boolean =>
  (EMAIL_TEMPLATES as readonly string[]).includes(template);

/** The ids of all templates that a rulebook may use. */
export const templateIds = ({ templates }: { readonly templates: MailTemplates }): readonly string[] => [
  ...EMAIL_TEMPLATES,
  ...Object.keys(templates),
];

/** What a mail may wait for. */
export const AWAITED = ["membership", "packingSlip"] as const;
export type AwaitedKind = (typeof AWAITED)[number];

/** Where the template's mails come among those of an order, whether one is about a line, and the version of its text. */
export const ownTemplate = (template: string, templates: MailTemplates) => {
  const declared = Object.hasOwn(templates, template) ? templates[template] : undefined;
  return {
    rank: EMAIL_TEMPLATES.length + Object.keys(templates).indexOf(template),
    isPerLine: declared?.per !== "order",
    digest: digestOf(declared ?? null),
  };
};

const NOTHING_AWAITED: Readonly<Record<AwaitedKind, string>> = {
  membership: "no rule changes a membership of this order, so there is nothing to report",
  packingSlip: "no rule issues a packing slip for this order, so there is nothing to wait for",
};

/** The tasks that a mail waits for: all slips of the order; the membership changes of its line, or all of the order. */
export const awaitedTasks = (
  draft: TaskDraft,
  awaited: AwaitedKind,
  earlier: readonly EarlierTask[],
  isPerLine: boolean,
): readonly EarlierTask[] | string => {
  const type = awaited === "membership" ? "membership" : "packing_slip";
  const isOfLine = ({ lineIds }: EarlierTask): boolean => lineIds[0] === draft.lineIds[0];
  const tasks = earlier.filter(
    (task) => task.type === type && (awaited === "packingSlip" || !isPerLine || isOfLine(task)),
  );
  return tasks.length === 0 ? NOTHING_AWAITED[awaited] : tasks;
};

/** Why values that the template's mails show may be absent where the rule applies. */
export const unprovenPlaceholders = (
  template: string,
  { templates, whyAbsent }: ActionCheckContext,
): readonly ActionIssue[] => {
  const declared = Object.hasOwn(templates, template) ? templates[template] : undefined;
  return (declared ? placeholdersOf(declared) : []).flatMap((placeholder) => {
    const absent = whyAbsent(placeholder);
    if (absent === undefined) return [];
    const { written, detail } = absent;
    return [{ at: { key: "template" }, detail: `template \`${template}\` shows {{${written}}}: ${detail}` }];
  });
};
