/** Mails with their state; one is shown as it was sent. */
import { useSignal } from "@preact/signals";
import { usePages } from "../../api/pages.ts";
import type { BodyOf } from "../../api/types.ts";
import { lazy } from "../../app/lazy.tsx";
import { query, setQuery, to } from "../../app/router.ts";
import { t } from "../../i18n/core.ts";
import { texts } from "../../i18n/locale.ts";
import { ClientName } from "../../ui/client-name.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { More } from "../../ui/more.tsx";
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
  noMatch: "No mail matches.",
  blocked: "Blocked addresses",
  states: {
    done: "Sent",
    queued: "Queued",
    rejected: "Refused",
    failed: "Failed",
    skipped: "Skipped",
    pending: "Waiting",
  },
  none: "No mail was written yet.",
  noneHelp:
    "Rules write mails, such as when a membership has changed. Each is listed here, and shown as it was sent.",
};
const pt: typeof en = {
  title: "E-mails",
  search: "Endereço do destinatário",
  mail: "E-mail",
  recipient: "Destinatário",
  status: "Situação",
  at: "Quando",
  duplicate: "possível duplicado",
  noMatch: "Nenhum e-mail corresponde.",
  blocked: "Endereços bloqueados",
  states: {
    done: "Enviado",
    queued: "Na fila",
    rejected: "Recusado",
    failed: "Falhou",
    skipped: "Pulado",
    pending: "Aguardando",
  },
  none: "Nenhum e-mail foi escrito ainda.",
  noneHelp:
    "As regras escrevem e-mails, como quando uma assinatura muda. Cada um aparece aqui, como foi enviado.",
};
const mailTexts = texts(en, pt);

const Row = ({ mail, onOpen }: { readonly mail: Mail; readonly onOpen: () => void }) => (
  <tr>
    <td class="wide">
      <button type="button" class="link" data-row onClick={onOpen}>
        {mail.subject ?? orderTexts().template[mail.template] ?? mail.template}
      </button>
      <small>
        <a class="mono" href={to(["orders", mail.orderId], { client: mail.clientId })}>
          {mail.orderId}
        </a>
        <ClientName id={mail.clientId} />
      </small>
    </td>
    <td>{mail.recipient}</td>
    <td>
      <TaskBadge status={mail.status} name={mailTexts().states[mail.status]} />
      {mail.possibleDuplicate && <Badge tone="warn">{mailTexts().duplicate}</Badge>}
      {mail.reason !== null && <small class="clamp">{mail.reason}</small>}
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
      <table class="list cards">
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

const isBlocked = (): boolean => query.value.has("blocked");

/** The statuses that people look for. */
const STATUSES = ["done", "queued", "rejected", "failed"] as const;

const path = (): string => {
  const search = new URLSearchParams({ limit: "100" });
  for (const name of ["recipient", "status", "template"]) {
    const value = query.value.get(name) ?? "";
    if (value !== "") search.set(name, value);
  }
  return `/mails?${search}`;
};

const Filters = () => {
  const text = mailTexts();
  const current = query.value.get("status") ?? "";
  return (
    <div class="filters">
      <search>
        <input
          type="search"
          class="rule-search"
          placeholder={text.search}
          aria-label={text.search}
          defaultValue={query.value.get("recipient") ?? ""}
          onChange={({ currentTarget }) =>
            setQuery({ recipient: currentTarget.value.trim(), blocked: undefined })
          }
        />
      </search>
      <fieldset class="segments" aria-label={text.status}>
        {(["", ...STATUSES] as const).map((status) => (
          <button
            key={status}
            type="button"
            aria-pressed={status === current && !isBlocked()}
            onClick={() => setQuery({ status, blocked: undefined })}
          >
            {status === "" ? t().common.all : text.states[status]}
          </button>
        ))}
        <button
          type="button"
          aria-pressed={isBlocked()}
          onClick={() => setQuery({ status: "", blocked: "1" })}
        >
          {text.blocked}
        </button>
      </fieldset>
    </div>
  );
};

const Blocked = lazy(async () => (await import("./blocked.tsx")).Blocked);

const isFiltered = (): boolean => ["recipient", "status", "template"].some((name) => query.value.has(name));

const List = () => {
  const text = mailTexts();
  const pages = usePages<BodyOf<"listMails">>(path());
  const mails = pages.all.flatMap((page) => page.mails);
  return (
    <>
      <Loaded state={pages.state}>
        {() => {
          if (mails.length > 0) return <Table mails={mails} />;
          return isFiltered() ? (
            <Empty title={text.noMatch} />
          ) : (
            <Empty title={text.none}>
              <p>{text.noneHelp}</p>
            </Empty>
          );
        }}
      </Loaded>
      <More pages={pages} />
    </>
  );
};

export const MailsScreen = () => (
  <>
    <header class="screen-head">
      <h1>{t().nav.mails}</h1>
    </header>
    <Filters />
    {isBlocked() ? <Blocked /> : <List />}
  </>
);
