/** E-mails to the customer: one per membership change, and one with the links of all streaming videos of the order. */
import * as z from "zod";
import { defineTask, type EarlierTask, type TaskDraft } from "./definition.ts";
import { type MembershipPayload, membership } from "./membership.ts";

/**
 * `membership-changed` is about one membership task and waits for it; `streaming-links` is one per order. Mails of an
 * order are accepted in this order.
 */
export const EMAIL_TEMPLATES = ["membership-changed", "streaming-links"] as const;
export type EmailTemplate = (typeof EMAIL_TEMPLATES)[number];

const payload = z.object({ template: z.enum(EMAIL_TEMPLATES) });

const isChangeOf = ({ lineIds: [lineId] }: TaskDraft, task: EarlierTask): boolean =>
  task.type === membership.type && task.lineIds[0] === lineId;

/** One mail per membership change of the line; the first keeps the plain key. */
const membershipMails = (draft: TaskDraft, earlier: readonly EarlierTask[]) => {
  const changes = earlier.filter((task) => isChangeOf(draft, task));
  if (changes.length === 0)
    return "no rule changes a membership because of this line, so there is nothing to tell";
  return changes.map(({ key, payload }, index) => ({
    dependsOn: key,
    ...(index === 0 ? {} : { keySuffix: `:${(payload as MembershipPayload).change}` }),
  }));
};

export const email = defineTask({
  type: "email",
  queueSuffix: "emails",
  title: { "pt-BR": "E-mail", en: "E-mail" },
  payload,
  result: z.object({ sesMessageId: z.string(), possibleDuplicate: z.literal(true).optional() }),
  shown: ["template"],
  summary: ({ template }) => `e-mail ${template}`,

  action: z.strictObject({
    action: z.literal("email"),
    template: z.enum(EMAIL_TEMPLATES),
    after: z.literal("membership").optional(),
  }),
  planAction: ({ template }) => {
    const shared = { rank: EMAIL_TEMPLATES.indexOf(template), payload: () => ({ template }) };
    return template === "membership-changed"
      ? { ...shared, covers: () => true, mergeKey: (line) => `${template}:${line.lineId}` }
      : { ...shared, covers: (line) => line.delivery === "streaming", mergeKey: () => template };
  },
  waitsFor: [membership.type],
  finish: (draft, earlier) =>
    draft.payload.template === "membership-changed" ? membershipMails(draft, earlier) : [{}],

  expectation: { key: "emails", value: z.enum(EMAIL_TEMPLATES), of: ({ template }) => template },
  differenceKind: ({ template }) => template,
});
