/** The texts about personal data in the API's description. */

export const privacyDocumentation = {
  exportCustomer: {
    tag: "Privacy",
    summary: "Export everything that is kept of a customer",
    description:
      "Page by page; the records of a large order may continue on the next page. The audit trail says who exported whom.",
    responses: { 200: { description: "a page; without orders and records when nothing is kept" } },
  },
  eraseCustomer: {
    tag: "Privacy",
    summary: "Replace everything personal of a customer by a pseudonym",
    description:
      "Amounts, SKUs, dates and numbers stay. 409 while tasks of the customer's orders are open: wait for them, or cancel the orders. The same request again continues what is running, and covers orders since; an order that comes later has nothing to do with those before.",
    example: { reason: "asked for by the customer on 20 November, ticket 1234" },
    responses: {
      200: { description: "done" },
      202: { description: "begun; the rest follows" },
    },
  },
};
