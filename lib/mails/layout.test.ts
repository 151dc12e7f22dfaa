import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Locale } from "../domain/order.ts";
import { html } from "./html.ts";
import { renderEmail } from "./layout.ts";
import { type MembershipEvent, membershipChanged } from "./membership-changed.ts";
import { streamingLinks, type Video } from "./streaming-links.ts";

const letter = (
  content: ReturnType<typeof membershipChanged>,
  locale: Locale = "pt-BR",
  customerName = "Carlos Silva",
) =>
  renderEmail({
    locale,
    customerName,
    orderId: "WEB-1001",
    senderName: "Despacho Comércio Ltda.",
    ...content,
  });

const expiresAt = "2026-12-21T02:00:00.000Z";
const activated: MembershipEvent = { change: "activate", planBefore: null, planAfter: "basic", expiresAt };

describe("html", () => {
  test("about a membership names plans by their titles, and a plan without one by its id", () => {
    const plans = { plus: { title: { "pt-BR": "Mais", en: "More" }, rank: 2 } };
    const change = {
      ...activated,
      change: "upgrade",
      planBefore: "basic",
      planAfter: "plus",
      plans,
    } as const;
    expect(membershipChanged(change, "pt-BR")).toMatchObject({
      subject: "Sua assinatura agora é Mais",
      body: { text: expect.stringContaining("do plano basic para o plano Mais") },
    });
    expect(membershipChanged(change, "en").subject).toBe("Your membership is now More");
  });

  test("escapes values, but not HTML made by a template", () => {
    expect(html`<p title="${`"'`}">${"<b>&"}${html`<i>${"<"}</i>`}${[html`1`, html`2`]}</p>`.html).toBe(
      '<p title="&quot;&#39;">&lt;b&gt;&amp;<i>&lt;</i>12</p>',
    );
  });
});

describe("the mail about a membership", () => {
  test.each<[string, Locale, MembershipEvent, string, string]>([
    ["activated", "pt-BR", activated, "Sua assinatura basic está ativa", "vale até 20/12/2026"],
    ["activated", "en", activated, "Your basic membership is active", "valid until 20 December 2026"],
    ["extended", "pt-BR", { ...activated, planBefore: "basic" }, "foi renovada", "agora vale até 20/12/2026"],
    ["extended", "en", { ...activated, planBefore: "basic" }, "has been extended", "until 20 December 2026"],
    [
      "upgraded",
      "pt-BR",
      { change: "upgrade", planBefore: "basic", planAfter: "plus", expiresAt },
      "Sua assinatura agora é plus",
      "do plano basic para o plano plus",
    ],
    [
      "upgraded",
      "en",
      { change: "upgrade", planBefore: "basic", planAfter: "plus", expiresAt },
      "Your membership is now plus",
      "from basic to plus",
    ],
    [
      "ended",
      "pt-BR",
      { change: "deactivate", planBefore: "plus", planAfter: null, expiresAt },
      "Sua assinatura plus foi encerrada",
      "encerrada em 20/12/2026",
    ],
    [
      "ended",
      "en",
      { change: "deactivate", planBefore: "plus", planAfter: null, expiresAt },
      "Your plus membership has ended",
      "ended on 20 December 2026",
    ],
  ])("says that it was %s, in %s", (_, locale, change, subject, message) => {
    const mail = letter(membershipChanged(change, locale), locale);
    expect(mail.subject).toContain(subject);
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain(message);
      expect(part).toContain("WEB-1001");
      expect(part).toContain("Carlos Silva");
    }
    expect(mail.html).toContain(`<html lang="${locale}">`);
  });
});

describe("the mail with streaming links", () => {
  const ski: Video = { title: "Learning to Ski", link: "https://videos.example.com/ski?a=1&b=2" };
  const aid: Video = {
    title: "First Aid",
    link: "https://videos.example.com/aid",
    reason: "Court decision, 1997",
  };

  test("has every video with its link, a free one with its reason", () => {
    const mail = letter(streamingLinks([ski, aid], "pt-BR"));
    expect(mail.subject).toBe("Seus vídeos estão prontos para assistir");
    expect(mail.text).toContain("Learning to Ski\nhttps://videos.example.com/ski?a=1&b=2");
    expect(mail.text).toContain("First Aid (grátis: Court decision, 1997)\nhttps://videos.example.com/aid");
    expect(mail.html).toContain('href="https://videos.example.com/ski?a=1&amp;b=2"');
  });

  test("is in English, in the singular for one video", () => {
    const mail = letter(streamingLinks([aid], "en"), "en");
    expect(mail.subject).toBe("Your video is ready to watch");
    expect(mail.text).toContain("First Aid (free: Court decision, 1997)");
  });
});

test("a name or a title cannot inject HTML, a line of text or a header", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc.constantFrom(
      '<script>alert("x")</script>',
      '"><img src=x onerror=alert(1)>',
      "Ana\r\nBcc: everyone@example.com",
      "Ana\u2028Subject: hello",
      "</p></body>",
      "\u202Egnp.exe",
      "$1 &amp; {{name}} %s",
    ),
  );
  const plain = letter(
    streamingLinks([{ title: "T", link: "https://a.example", reason: "R" }], "en"),
    "en",
    "N",
  );
  const tags = (text: string) => text.match(/<[^>]*>/g)!.map((tag) => tag.replace(/"[^"]*"/g, '""'));
  fc.assert(
    fc.property(hostile, hostile, hostile, (name, title, reason) => {
      const videos = [{ title, link: "https://a.example", reason }];
      const mail = letter(streamingLinks(videos, "en"), "en", name);
      expect(tags(mail.html)).toEqual(tags(plain.html));
      expect(mail.text.split(/[\r\n\u2028\u2029]/)).toHaveLength(plain.text.split("\n").length);
      expect(mail.subject).not.toMatch(/[\r\n]/);
      const membership = membershipChanged({ ...activated, planAfter: name }, "en");
      expect(letter(membership, "en").subject).not.toMatch(/[\r\n\u2028\u2029]/);
    }),
  );
});
