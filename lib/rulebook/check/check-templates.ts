/** Checks the mail templates of a rulebook beyond their schema, and resolves their placeholders for the stored form. */
import type { MailTemplate, MailTemplates, TemplateText } from "../../domain/mail-template.ts";
import { isBuiltIn } from "../../tasks/email-template.ts";
import type { Environment } from "./cel.ts";
import { reportIn } from "./check-condition.ts";
import { type DiagnosticCollector, reportIssue, reportWarning } from "./diagnostics.ts";
import type { Roots } from "./lower-field.ts";
import type { Node } from "./nodes.ts";
import type { ValidParts } from "./parse-source.ts";
import { childOf, keyRange, keysOf, partOf } from "./source-value.ts";
import type { RulebookSource } from "./source-schema.ts";
import { linkIssue } from "./template-link.ts";
import { readTemplateText, type ReportInText, singleBraceIn, type TemplateContext } from "./template-text.ts";
import type { TemplateSource } from "./template-schema.ts";
import type { Vocabulary } from "./vocabulary.ts";

type Localized = ValidParts<TemplateSource["subject"]>;

const readText = (
  collector: DiagnosticCollector,
  node: Node,
  text: string | undefined,
  context: TemplateContext,
): TemplateText => {
  if (text === undefined || node.kind !== "scalar") return [];
  const report: ReportInText = reportIn(collector, node);
  const single = singleBraceIn(text);
  if (single !== undefined) {
    const offsets = node.offsets();
    const { start, end } = single;
    const range = { start: offsets[start] ?? node.start, end: (offsets[end - 1] ?? node.start) + 1 };
    reportWarning(
      collector,
      { ...range, pointer: node.pointer },
      `${text.slice(start, end)} has one brace on each side and is sent as it is: write {{…}} for the value`,
    );
  }
  return readTemplateText(text, context, report);
};

const readLocalized = (
  collector: DiagnosticCollector,
  node: Node,
  texts: Localized | undefined,
  context: TemplateContext,
) => ({
  "pt-BR": [...readText(collector, partOf(node, "pt-BR"), texts?.["pt-BR"], context)],
  en: [...readText(collector, partOf(node, "en"), texts?.en, context)],
});

const readLink = (
  collector: DiagnosticCollector,
  node: Node,
  link: string | undefined,
  context: TemplateContext,
): TemplateText => {
  const issue = link === undefined ? undefined : linkIssue(link);
  if (issue === undefined) return [...readText(collector, node, link, context)];
  reportIssue(collector, node, issue);
  return [];
};

const checkTemplate = (
  collector: DiagnosticCollector,
  node: Node,
  { per = "line", subject, body, button }: ValidParts<TemplateSource>,
  base: Omit<TemplateContext, keyof Roots>,
): MailTemplate => {
  const context = { ...base, hasLine: per === "line", hasCancellation: per === "order" };
  const read = (holder: Node, key: string, texts: Localized | undefined) =>
    readLocalized(collector, partOf(holder, key), texts, context);
  const buttonNode = partOf(node, "button");
  return {
    per,
    subject: read(node, "subject", subject),
    body: read(node, "body", body),
    ...(button && {
      button: {
        label: read(buttonNode, "label", button.label),
        link: readLink(collector, partOf(buttonNode, "link"), button.link, context),
      },
    }),
  };
};

/** The templates that a rulebook declares, also those with issues, so that rules which use them are not reported too. */
export const checkTemplates = (
  collector: DiagnosticCollector,
  root: Node,
  templates: ValidParts<RulebookSource>["templates"],
  vocabulary: { readonly vocabulary: Vocabulary; readonly env: Environment },
): MailTemplates => {
  const node = partOf(root, "templates");
  const checked = keysOf(childOf(root, "templates")).flatMap((id): [string, MailTemplate][] => {
    if (isBuiltIn(id)) {
      reportIssue(collector, keyRange(node, id), `\`${id}\` is a built-in template: choose another name`);
      return [];
    }
    const source = templates?.[id] ?? {};
    return [[id, checkTemplate(collector, partOf(node, id), source, vocabulary)]];
  });
  return Object.fromEntries(checked);
};
