/** The link of a mail's button: https to a fixed host, so that no value of an order can lead elsewhere. */

const ORIGIN = /^https:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?=[/?#]|$)/i;
const UNSAFE = /[\s\p{Cc}<>"'`\\^|]/u;
const PLACEHOLDER = /\{\{[^{}]*\}\}/g;

/** What is wrong with a link; undefined when nothing is. */
export const linkIssue = (link: string): string | undefined => {
  if (!/^https:\/\//i.test(link)) return "the link must begin with https://";
  if (!ORIGIN.test(link))
    return "the link must have a fixed host, as in https://shop.example/tickets/{{order.orderId}}";
  const filledIn = link.replaceAll(PLACEHOLDER, "x");
  if (UNSAFE.test(filledIn))
    return "the link must not hold blanks or quotes: write them as %20, %22 and so on";
  return URL.canParse(filledIn) ? undefined : "the link is not a URL";
};
