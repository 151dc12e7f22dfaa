/** A time, with the exact one in its tooltip. */
import { signal } from "@preact/signals";
import { ago, dateTime, precise } from "./format.ts";

/** The time, to half a minute, so that relative times move on. */
const now = signal(Date.now());
setInterval(() => {
  if (document.visibilityState === "visible") now.value = Date.now();
}, 30_000);

export const Ago = ({ at }: { readonly at: string }) => (
  <time dateTime={at} title={precise(at)}>
    {ago(at, now.value)}
  </time>
);

export const When = ({ at }: { readonly at: string }) => (
  <time dateTime={at} title={precise(at)}>
    {dateTime(at)}
  </time>
);
