/** The texts about numbers, lists and documents that operators read. */
const ok = (description: string) => ({ 200: { description } });

export const readingDocumentation = {
  readOverview: {
    tag: "Orders",
    summary: "Read what is going on, in numbers: orders, tasks, queues, mails, rules",
    description:
      "It covers your own orders; with the scope `clients:all` every client's. Queues and rules are the company's.",
    responses: ok("the numbers as of now"),
  },
  listAudit: {
    tag: "Keys",
    summary: "List who did what, newest first",
    description:
      "Every operation that changed something, but the orders that platforms send: what your keys did, what was done to what is yours, and changes to what belongs to the company. With the scope `clients:all`, everything. Entries cannot be changed or deleted.",
    responses: ok("a page"),
  },
  readStatistics: {
    tag: "Reports",
    summary: "Read numbers over time: orders received, slips issued, mails sent, by hour or day",
    responses: ok("the numbers"),
  },
  listMemberships: {
    tag: "Reports",
    summary: "List memberships by customer, with totals by status and plan",
    responses: ok("a page"),
  },
  listCatalogue: {
    tag: "Registry",
    summary: "List the catalogue by SKU, or the videos without a streaming link",
    responses: ok("a page"),
  },
  listMails: {
    tag: "Reports",
    summary: "List the mails of your orders, those of the newest orders first",
    responses: ok("a page"),
  },
  readMail: {
    tag: "Reports",
    summary: "Read a mail as it was sent; after 90 days it is rendered again from its order, and marked",
    responses: ok("the mail; subject, text and html are null when it was not sent"),
  },
  listPackingSlips: {
    tag: "Reports",
    summary: "List packing slips, the last issued first",
    responses: ok("a page"),
  },
  printPackingSlips: {
    tag: "Reports",
    summary: "Print up to 200 packing slips: one PDF",
    description:
      "The print is recorded. Its slips are marked as printed when it is confirmed, so that a paper jam loses none.",
    example: { numbers: ["2026-000123", "2026-000124"] },
    responses: {
      201: {
        description: "the slips, in the given order",
        headers: { Location: "path of the print", "Print-Id": "its id" },
      },
    },
  },
  readPrint: {
    tag: "Reports",
    summary: "Read a print",
    description: "As PDF with Accept: application/pdf.",
    responses: ok("the print"),
  },
  confirmPrint: {
    tag: "Reports",
    summary: "Confirm that a print came out of the printer: its slips are printed",
    description: "Confirming it again changes nothing.",
    responses: ok("the print"),
  },
};
