/** A mail as it was sent, or rendered again: its HTML in a frame that runs nothing and loads nothing. */
import { useEffect, useState } from "preact/hooks";
import { useResource } from "../../api/resource.ts";
import type { BodyOf } from "../../api/types.ts";
import { texts } from "../../i18n/locale.ts";
import { Loaded } from "../../ui/notice.tsx";

const en = {
  frame: "The mail",
  none: "There is no text: the mail was not sent, or a link that it had has left the catalogue.",
  rendered: "What was sent is no longer kept. This is rendered again from the order.",
};
const pt: typeof en = {
  frame: "O e-mail",
  none: "Não há texto: o e-mail não foi enviado, ou um link que ele tinha saiu do catálogo.",
  rendered: "O que foi enviado não é mais guardado. Isto foi gerado de novo a partir do pedido.",
};
const viewTexts = texts(en, pt);

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

const Frame = ({ html }: { readonly html: string }) => {
  const url = useBlobUrl(html);
  return url === undefined ? null : <iframe class="mail" sandbox="" src={url} title={viewTexts().frame} />;
};

export const MailView = ({ taskId }: { readonly taskId: string }) => {
  const state = useResource<BodyOf<"readMail">>(`/mails/${taskId}`);
  return (
    <Loaded state={state}>
      {({ html, rendered }) =>
        html === null ? (
          <p class="hint">{viewTexts().none}</p>
        ) : (
          <>
            {rendered && <p class="hint">{viewTexts().rendered}</p>}
            <Frame html={html} />
          </>
        )
      }
    </Loaded>
  );
};
