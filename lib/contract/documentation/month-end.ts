/** The texts about statements, royalties, adjustments, payments and the close of a month. */
const ok = (description: string) => ({ 200: { description } });

const replayed = { "Idempotent-Replayed": "true when the same request was carried out before" };

const DOCUMENTS =
  "As CSV or PDF with Accept: text/csv or application/pdf, or with .csv or .pdf at the end of the path; ?csv=rfc4180 has commas and decimal points.";

export const monthEndDocumentation = {
  readStatement: {
    tag: "Reports",
    summary: "Read an agent's statement of a month (YYYY-MM): opening balance, entries, carried forward",
    description: `It covers your own orders. Entries are in the order of their time, page by page; the sums are those of the month. A file that does not have all entries says so in a row of totals. ${DOCUMENTS}`,
    responses: {
      200: {
        description: "the statement",
        headers: { Link: 'as CSV: the next page, with rel="next", when there is one' },
      },
    },
  },
  readStatements: {
    tag: "Reports",
    summary: "Read what all agents earned and are owed in a month (YYYY-MM), with totals",
    description: DOCUMENTS,
    responses: ok("a page, by agent and currency; the totals are those of the month"),
  },
  readRoyalties: {
    tag: "Reports",
    summary: "Read the royalties of a month (YYYY-MM) by author, title and rate, with totals",
    description: `Those of issued packing slips, less what reversing copies took back. ${DOCUMENTS}`,
    responses: ok("a page, by author; the totals are those of the month"),
  },
  closeMonth: {
    tag: "Reports",
    summary: "Close a month of yours (YYYY-MM) that is over",
    description:
      "Its statements and royalties no longer change. What is booked later about it falls into the first open month and says so in `about`. Months are closed in their order, and none can be opened again.",
    responses: {
      200: { description: "the month is closed", headers: replayed },
    },
  },
  adjustAgent: {
    tag: "Registry",
    summary: "Adjust what an agent is owed",
    description: "adjustmentId is the idempotency key. Adjustments are never changed: book another one.",
    example: { adjustmentId: "ADJ-2026-7", amount: -2500, reason: "Advance of 3 November" },
    responses: {
      201: { description: "booked" },
      200: { description: "the same adjustment again", headers: replayed },
    },
  },
  payAgent: {
    tag: "Registry",
    summary: "Record a payment to an agent",
    description: "paymentId is the idempotency key. What an agent is owed may go below zero.",
    example: {
      paymentId: "PAY-2026-11-A1",
      amount: 120000,
      at: "2026-11-30T18:00:00-03:00",
      note: "Bank transfer",
    },
    responses: {
      201: { description: "booked" },
      200: { description: "the same payment again", headers: replayed },
    },
  },
};
