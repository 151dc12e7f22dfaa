/** The draft that is simulated. */

const ROYALTY_RULE =
  '    when: line.type == "book"\n    then:\n      - packingSlip: { destination: royalties }';

const WITH_EXCEPTION_AND_CAMPAIGN = `    when: line.type == "book"
    except:
      - id: sp-agreement
        when: has(order.shippingAddress) && order.shippingAddress.state == "SP"
        reason: Agreement with the SP publishers
        owner: legal@example.com
    then:
      - packingSlip: { destination: royalties }
  - id: campaign
    when: line.type == "book" && line.unitPrice >= 10000
    then:
      - addFreeItem: { sku: VIDEO-FIRST-AID, reason: Campaign }`;

/** The rulebook with an exception for one state and a campaign with a free item, without its examples. */
export const draftOf = (source: string): string => {
  if (!source.includes(ROYALTY_RULE)) throw new Error("the rulebook has no royalty rule to change");
  return source.replace(ROYALTY_RULE, WITH_EXCEPTION_AND_CAMPAIGN).replace(/\nexamples:[\s\S]*$/, "\n");
};
