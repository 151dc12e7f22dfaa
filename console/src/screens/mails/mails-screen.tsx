/** Mails with their state; one is shown as it was sent. */
import { useSignal } from "@preact/signals";
import { useResource } from "../../api/resource.ts";
import type { BodyOf } from "../../api/types.ts";
import { query, setQuery, to } from "../../app/router.ts";
import { t } from "../../i18n/core.ts";
import { texts } from "../../i18n/locale.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Empty, Loaded } from "../../ui/notice.tsx";
import { Badge, TaskBadge } from "../../ui/status.tsx";
import { Ago } from "../../ui/time.tsx";
import { orderTexts } from "../order/texts.ts";
import { MailView } from "./mail-view.tsx";

type Mail = BodyOf<"listMails">["mails"][number];

const en = {
  title: "Mails",
  search: "Recipient's address",
  mail: "Mail",
  recipient: "Recipient",
  status: "Status",
  at: "When",
  duplicate: "possible duplicate",
  none: "No mail matches.",
};
const pt: typeof en = {
  title: "E-mails",
  search: "Endereço do destinatário",
  mail: "E-mail",
  recipient: "Destinatário",
  status: "Situação",
  at: "Quando",
  duplicate: "possível duplicado",
  none: "Nenhum e-mail corresponde.",
};
const mailTexts = texts(en, pt);

const Row = ({ mail, onOpen }: { readonly mail: Mail; readonly onOpen: () => void }) => (
  <tr>
    <td>
      <button type="button" class="link" data-row onClick={onOpen}>
        {mail.subject ?? orderTexts().template[mail.template] ?? mail.template}
      </button>
      <small>
        <a class="mono" href={to(["orders", mail.orderId], { client: mail.clientId })}>
          {mail.orderId}
        </a>
      </small>
    </td>
    <td>{mail.recipient}</td>
    <td>
      <TaskBadge status={mail.status} />
      {mail.possibleDuplicate && <Badge tone="warn">{mailTexts().duplicate}</Badge>}
      {mail.reason !== null && <small>{mail.reason}</small>}
    </td>
    <td class="when">
      <Ago at={mail.sentAt ?? mail.createdAt} />
    </td>
  </tr>
);

const Table = ({ mails }: { readonly mails: readonly Mail[] }) => {
  const text = mailTexts();
  const open = useSignal<Mail | undefined>(undefined);
  return (
    <>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">{text.mail}</th>
            <th scope="col">{text.recipient}</th>
            <th scope="col">{text.status}</th>
            <th scope="col" class="when">
              {text.at}
            </th>
          </tr>
        </thead>
        <tbody>
          {mails.map((mail) => (
            <Row
              key={mail.taskId}
              mail={mail}
              onOpen={() => {
                open.value = mail;
              }}
            />
          ))}
        </tbody>
      </table>
      {open.value !== undefined && (
        <Dialog
          title={open.value.subject ?? text.mail}
          wide
          onClose={() => {
            open.value = undefined;
          }}
        >
          <MailView taskId={open.value.taskId} />
        </Dialog>
      )}
    </>
  );
};

const path = (): string => {
  const recipient = query.value.get("recipient") ?? "";
  return `/mails?${new URLSearchParams({ limit: "100", ...(recipient === "" ? {} : { recipient }) })}`;
};

export const MailsScreen = () => {
  const text = mailTexts();
  const state = useResource<BodyOf<"listMails">>(path());
  return (
    <>
      <header class="screen-head">
        <h1>{t().nav.mails}</h1>
      </header>
      <search>
        <input
          type="search"
          class="rule-search"
          placeholder={text.search}
          aria-label={text.search}
          defaultValue={query.value.get("recipient") ?? ""}
          onChange={({ currentTarget }) => setQuery({ recipient: currentTarget.value.trim() })}
        />
      </search>
      <Loaded state={state}>
        {({ mails }) => (mails.length === 0 ? <Empty title={text.none} /> : <Table mails={mails} />)}
      </Loaded>
    </>
  );
};
