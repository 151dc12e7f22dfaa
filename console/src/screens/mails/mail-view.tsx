/** A mail as it was sent: its HTML in a frame that runs nothing and loads nothing, or its text. */
import { useEffect, useState } from "preact/hooks";
import { useResource } from "../../api/resource.ts";
import type { BodyOf } from "../../api/types.ts";
import { texts } from "../../i18n/locale.ts";
import { Loaded } from "../../ui/notice.tsx";

const en = { frame: "The mail as sent", gone: "The mail's content is kept for 90 days after it is sent." };
const pt: typeof en = {
  frame: "O e-mail como enviado",
  gone: "O conteúdo do e-mail é guardado por 90 dias após o envio.",
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
      {({ html, text }) => {
        if (html !== null) return <Frame html={html} />;
        return text === null ? <p class="hint">{viewTexts().gone}</p> : <pre class="raw">{text}</pre>;
      }}
    </Loaded>
  );
};
