/** E-mails to the customer: of built-in templates, and of those that a rulebook declares. */
import * as z from "zod";
import { cancellationFacts, factsOf } from "../domain/cancellation-facts.ts";
import { cancelledQuantity } from "../domain/cancellation.ts";
import type { Immutable } from "../domain/immutable.ts";
import { TEMPLATE_PATTERN } from "../domain/mail-template.ts";
import { membershipEndSchema } from "../domain/membership-mails.ts";
import { unknownName } from "../domain/near-name.ts";
import { deliveryOf } from "../domain/order-line.ts";
import { err, ok } from "../domain/result.ts";
import {
  type ActionCheckContext,
  type ActionIssue,
  type ActionProofs,
  defineTask,
  type EarlierTask,
  type TaskDraft,
} from "./definition.ts";
import {
  AWAITED,
  type AwaitedKind,
  awaitedTasks,
  isBuiltIn,
  ownTemplate,
  templateIds,
  unprovenPlaceholders,
} from "./email-template.ts";
import { type MembershipPayload, membership } from "./membership.ts";
import { packingSlip } from "./packing-slip.ts";

const cancelledOrder = z.object({
  cancellationId: z.string(),
  lines: z.array(cancelledQuantity),
  /** Whether nothing is left of the order. */
  complete: z.boolean(),
  /** In minor units; absent when the shop named no refund. */
  refund: z.int().optional(),
});

export type CancelledOrder = Immutable<z.infer<typeof cancelledOrder>>;

const payload = z.object({
  template: z.string(),
  /** What the mail waits for; absent for `membership-changed`, which waits for its change. */
  after: z.array(z.enum(AWAITED)).optional(),
  /** Of an own template: differs between versions of its text. */
  digest: z.string().optional(),
  /** What the mail may show of the cancellation for which a rule sends it. */
  cancellation: cancellationFacts.optional(),
  /** Of a mail about the end of the customer's membership, which no rule asks for. */
  membership: membershipEndSchema.optional(),
  /** Of the mail that says what was cancelled. */
  cancelled: cancelledOrder.optional(),
  /** Set when everything that it is about was cancelled while it was under way: it is not sent once more. */
  isWithdrawn: z.literal(true).optional(),
});
type Payload = z.infer<typeof payload>;

const isChangeOf = (draft: TaskDraft, task: EarlierTask): boolean =>
  task.type === membership.type && task.lineIds[0] === draft.lineIds[0];

/** One mail per membership change of the line; the first keeps the plain key. */
const membershipMails = (draft: TaskDraft, earlier: readonly EarlierTask[]) => {
  const changes = earlier.filter((task) => isChangeOf(draft, task));
  if (changes.length === 0)
    return "no rule changes a membership because of this line, so there is nothing to report";
  return changes.map(({ key, payload }, index) =>
    index === 0
      ? { dependsOn: key }
      : { dependsOn: key, keySuffix: `:${(payload as MembershipPayload).change}` },
  );
};

/** One mail that waits for everything that a rule wants it to wait for. */
const oneMail = (draft: TaskDraft<Payload>, earlier: readonly EarlierTask[]) => {
  const { after, template } = draft.payload;
  if (after === undefined) return [{}];
  const keys = new Set<string>();
  for (const awaited of after) {
    const tasks = awaitedTasks(draft, awaited, earlier, draft.mergeKey !== template);
    if (typeof tasks === "string") return tasks;
    for (const { key } of tasks) keys.add(key);
  }
  const [dependsOn, ...alsoDependsOn] = keys;
  return [{ dependsOn: dependsOn!, ...(alsoDependsOn.length === 0 ? {} : { alsoDependsOn }) }];
};

const addAwaited = (existing: Payload, awaited: AwaitedKind): void => {
  if (!existing.after?.includes(awaited)) existing.after = [...(existing.after ?? []), awaited];
};

type Details = { readonly template?: string | undefined; readonly after?: AwaitedKind | undefined };

/** What a rule for each cancellation cannot send, or wait for. */
const checkForCancellation = (
  { template, after }: Details,
  { templates }: ActionCheckContext,
): ActionIssue | undefined => {
  if (template !== undefined && isBuiltIn(template))
    return {
      at: { key: "template" },
      detail: `${template} is about what was bought: a rule for each cancellation sends a template of the rulebook`,
    };
  if (template !== undefined && ownTemplate(template, templates).isPerLine)
    return {
      at: { key: "template" },
      detail: `template \`${template}\` is about one line: a rule for each cancellation sends one with \`per: order\``,
    };
  return after === "membership"
    ? { at: { key: "after" }, detail: "a rule for each cancellation changes no membership to wait for" }
    : undefined;
};

const checkEmail = (details: Details, context: ActionCheckContext): ActionIssue | undefined => {
  const { template, after } = details;
  const { isWritten, templates, forEach } = context;
  const ids = templateIds({ templates });
  if (template !== undefined && !ids.includes(template))
    return { at: { key: "template" }, detail: unknownName("template", template, ids) };
  if (forEach === "cancellation") return checkForCancellation(details, context);
  if (template === "membership-changed" && !isWritten("after"))
    return {
      at: "first-key",
      detail: "membership-changed is about a change that is done: write `after: membership`",
    };
  if (template === "membership-changed" && after === "packingSlip")
    return {
      at: { key: "after" },
      detail: "membership-changed is about a change that is done: it waits for that alone",
    };
  return template === "streaming-links" && after === "membership"
    ? { at: { key: "after" }, detail: "streaming-links is about no membership; it may wait for packingSlip" }
    : undefined;
};

const templateId = z
  .string()
  .regex(TEMPLATE_PATTERN, "must be lower case letters, digits and -, such as concert-ticket")
  .meta({ title: "template" });

const linkWarning = ({ forEach, canStream, skusWithoutLink }: ActionProofs): ActionIssue | undefined => {
  const at = { key: "template" };
  const missing = skusWithoutLink();
  if (missing.length > 0)
    return {
      at,
      detail: `the catalogue has no streaming link for ${missing.slice(0, 5).join(", ")}: without one the e-mail is rejected`,
    };
  return forEach === "order" || canStream()
    ? undefined
    : {
        at,
        detail:
          'such a line need not be a streaming video, and without a link the e-mail is rejected: restrict `when` by `line.type == "video" && line.delivery == "streaming"`',
      };
};

export const email = defineTask({
  type: "email",
  queueSuffix: "emails",
  title: { "pt-BR": "E-mail", en: "E-mail" },
  payload,
  result: z.object({ sesMessageId: z.string(), possibleDuplicate: z.literal(true).optional() }),
  shown: ["template"],
  summary: ({ template }) => `e-mail ${template}`,

  action: {
    name: "email",
    description: "sends an e-mail to the customer",
    details: z.strictObject({
      template: templateId.meta({
        title: "template",
        description: "the text to send; one of `templates`, membership-changed or streaming-links",
      }),
      after: z
        .enum(AWAITED)
        .meta({
          description:
            "send once the membership of the line has changed, or all slips of the order are issued; membership-changed needs membership",
        })
        .optional(),
    }),
    target: { key: "template", known: templateIds },
    check: checkEmail,
    resolve: (details, context) => {
      const issues = unprovenPlaceholders(details.template, context);
      return issues.length === 0 ? ok(details) : err(issues);
    },
    warning: ({ template }, proofs) => (template === "streaming-links" ? linkWarning(proofs) : undefined),
  },
  planAction: ({ template, after }, { templates }) => {
    if (template === "membership-changed")
      return {
        rank: 0,
        covers: () => true,
        mergeKey: (line) => `${template}:${line.lineId}`,
        keyWithinLine: template,
        payload: () => ({ template }),
      };
    const merge = after && ((existing: Payload) => addAwaited(existing, after));
    const waiting = after === undefined ? {} : { after: [after] };
    if (template === "streaming-links")
      return {
        rank: 1,
        covers: (line) => deliveryOf(line) === "streaming",
        mergeKey: template,
        payload: () => ({ template, ...waiting }),
        ...(merge && { merge }),
      };
    const { rank, isPerLine, digest } = ownTemplate(template, templates);
    return {
      rank,
      covers: () => true,
      ...(isPerLine
        ? { mergeKey: (line) => `${template}:${line.lineId}`, keyWithinLine: template }
        : { mergeKey: template }),
      payload: (_line, { cancellation }) => ({
        template,
        ...waiting,
        digest,
        ...(cancellation && { cancellation: factsOf(cancellation) }),
      }),
      ...(merge && { merge }),
    };
  },
  waitsFor: [packingSlip.type, membership.type],
  finish: (draft, earlier) =>
    draft.payload.template === "membership-changed"
      ? membershipMails(draft, earlier)
      : oneMail(draft, earlier),

  looksUp: () => ({ links: true }),
  wouldBeRejected: ({ template }, { lines, linkOf }) => {
    if (template !== "streaming-links" || linkOf === undefined) return undefined;
    const line = lines.find(({ sku }) => linkOf(sku) === undefined);
    return line && { code: "streaming-link-missing", sku: line.sku };
  },

  expectation: {
    key: "emails",
    description: "the templates of the e-mails",
    value: templateId,
    known: templateIds,
    of: ({ template }) => template,
  },
  differenceKind: ({ template }) => template,
});
