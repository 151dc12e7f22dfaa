/** E-mails to the customer: one per membership change, and one with the links of all streaming videos of the order. */
import * as z from "zod";
import { deliveryOf } from "../domain/order-line.ts";
import {
  type ActionIssue,
  type ActionProofs,
  defineTask,
  type EarlierTask,
  type TaskDraft,
} from "./definition.ts";
import { type MembershipPayload, membership } from "./membership.ts";

/**
 * `membership-changed` is about one membership task and waits for it; `streaming-links` is one per order. Mails of an
 * order are accepted in this order.
 */
export const EMAIL_TEMPLATES = ["membership-changed", "streaming-links"] as const;
export type EmailTemplate = (typeof EMAIL_TEMPLATES)[number];

const payload = z.object({ template: z.enum(EMAIL_TEMPLATES) });

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
      template: z.enum(EMAIL_TEMPLATES).meta({ title: "template", description: "the text to send" }),
      after: z
        .literal("membership")
        .meta({ description: "send once the membership has changed; membership-changed needs it" })
        .optional(),
    }),
    target: { key: "template", known: () => EMAIL_TEMPLATES },
    check: ({ template, after }, { isWritten }) => {
      if (template === "membership-changed" && !isWritten("after"))
        return {
          at: "first-key",
          detail: "membership-changed is about a change that is done: write `after: membership`",
        };
      return template === "streaming-links" && after
        ? { at: { key: "after" }, detail: "streaming-links waits for nothing" }
        : undefined;
    },
    warning: ({ template }, proofs) => (template === "streaming-links" ? linkWarning(proofs) : undefined),
  },
  planAction: ({ template }) => {
    const shared = { rank: EMAIL_TEMPLATES.indexOf(template), payload: () => ({ template }) };
    return template === "membership-changed"
      ? { ...shared, covers: () => true, mergeKey: (line) => `${template}:${line.lineId}` }
      : { ...shared, covers: (line) => deliveryOf(line) === "streaming", mergeKey: template };
  },
  waitsFor: [membership.type],
  finish: (draft, earlier) =>
    draft.payload.template === "membership-changed" ? membershipMails(draft, earlier) : [{}],

  wouldBeRejected: ({ template }, { lines, linkOf }) => {
    if (template !== "streaming-links" || linkOf === undefined) return undefined;
    const line = lines.find(({ sku }) => linkOf(sku) === undefined);
    return line && { code: "streaming-link-missing", sku: line.sku };
  },

  expectation: {
    key: "emails",
    description: "the templates of the e-mails",
    value: z.enum(EMAIL_TEMPLATES).meta({ title: "template" }),
    of: ({ template }) => template,
  },
  differenceKind: ({ template }) => template,
});
