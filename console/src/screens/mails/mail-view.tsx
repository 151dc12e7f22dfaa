/** A mail as it was sent, or rendered again: in a frame that runs nothing and loads nothing, as different readers see it. */
import { useSignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { useResource } from "../../api/resource.ts";
import type { BodyOf } from "../../api/types.ts";
import { texts } from "../../i18n/locale.ts";
import { Loaded } from "../../ui/notice.tsx";

const en = {
  frame: "The mail",
  none: "There is no text: the mail was not sent, or a link that it had has left the catalogue.",
  rendered: "What was sent is no longer kept. This is rendered again from the order.",
  looks: "How it is shown",
  html: "HTML",
  text: "Text",
  dark: "Dark",
  phone: "Phone",
};
const pt: typeof en = {
  frame: "O e-mail",
  none: "Não há texto: o e-mail não foi enviado, ou um link que ele tinha saiu do catálogo.",
  rendered: "O que foi enviado não é mais guardado. Isto foi gerado de novo a partir do pedido.",
  looks: "Como é mostrado",
  html: "HTML",
  text: "Texto",
  dark: "Escuro",
  phone: "Celular",
};
const viewTexts = texts(en, pt);

const LOOKS = ["html", "dark", "phone", "text"] as const;
type Look = (typeof LOOKS)[number];

/** An address of the text for as long as the component is on the page. */
const useBlobUrl = (html: string): string | undefined => {
  const [url, setUrl] = useState<string | undefined>(undefined);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([html], { type: "text/html; charset=utf-8" }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [html]);
  return url;
};

/** The mail leaves its colours to the reader's settings; a preview sets one of the two. */
const inScheme = (html: string, look: Look): string =>
  html.replaceAll('content="light dark"', `content="${look === "dark" ? "dark" : "light"}"`);

const Frame = ({ html, look }: { readonly html: string; readonly look: Look }) => {
  const url = useBlobUrl(inScheme(html, look));
  if (url === undefined) return null;
  return <iframe class={`mail ${look}`} sandbox="" src={url} title={viewTexts().frame} />;
};

const Looks = ({ look, onChange }: { readonly look: Look; readonly onChange: (look: Look) => void }) => (
  <fieldset class="segments mail-looks" aria-label={viewTexts().looks}>
    {LOOKS.map((one) => (
      <button key={one} type="button" aria-pressed={one === look} onClick={() => onChange(one)}>
        {viewTexts()[one]}
      </button>
    ))}
  </fieldset>
);

export const MailView = ({ taskId }: { readonly taskId: string }) => {
  const state = useResource<BodyOf<"readMail">>(`/mails/${taskId}`);
  const look = useSignal<Look>("html");
  return (
    <Loaded state={state}>
      {({ html, text, rendered }) =>
        html === null ? (
          <p class="hint">{viewTexts().none}</p>
        ) : (
          <div class="order-main">
            <Looks
              look={look.value}
              onChange={(one) => {
                look.value = one;
              }}
            />
            {rendered && <p class="hint">{viewTexts().rendered}</p>}
            {look.value === "text" ? <pre class="raw">{text}</pre> : <Frame html={html} look={look.value} />}
          </div>
        )
      }
    </Loaded>
  );
};
