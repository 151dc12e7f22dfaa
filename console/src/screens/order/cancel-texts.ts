/** The texts of cancelling. */
import { texts } from "../../i18n/locale.ts";
import type { Effects } from "./cancellation-plan.ts";

const counted = (count: number, one: string, many: string): string[] =>
  count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];

const listed = (parts: readonly string[], and: string): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} ${and} ${parts.at(-1)}`;

const en = {
  all: "Everything that is left",
  some: "Some items",
  left: (count: number) => `of ${count}`,
  howMany: (title: string) => `How many of ${title}`,
  reason: "Reason (the customer reads it in the mail)",
  refund: "Refund",
  refundHelp: "What the shop pays back. It is recorded and named in the mail; this pays no one.",
  invalidRefund: "This is not an amount.",
  nothing: "Choose at least one item.",
  what: ({ items, lines, slips, memberships, commissions, open }: Effects) => {
    const undone = listed(
      [
        ...counted(slips, "packing slip", "packing slips"),
        ...counted(memberships, "change of a membership", "changes of memberships"),
        ...counted(commissions, "commission", "commissions"),
      ],
      "and",
    );
    return [
      `${items === 1 ? "1 item" : `${items} items`} of ${lines === 1 ? "1 line" : `${lines} lines`} ${items === 1 ? "is" : "are"} cancelled for good`,
      ...(undone === "" ? [] : [`what is done is taken back (${undone})`]),
      ...(open === 0
        ? []
        : [`${open === 1 ? "1 task that is" : `${open} tasks that are`} not done loses them`]),
      "and the customer gets one mail about it.",
    ].join(", ");
  },
  submit: "Cancel these items",
  keep: "Keep the order",
  nothingLeft: "Everything is cancelled already.",
};

const pt: typeof en = {
  all: "Tudo o que resta",
  some: "Alguns itens",
  left: (count) => `de ${count}`,
  howMany: (title) => `Quantos de ${title}`,
  reason: "Motivo (o cliente o lê no e-mail)",
  refund: "Reembolso",
  refundHelp: "O que a loja devolve. Fica registrado e é dito no e-mail; ninguém é pago por aqui.",
  invalidRefund: "Isto não é um valor.",
  nothing: "Escolha ao menos um item.",
  what: ({ items, lines, slips, memberships, commissions, open }) => {
    const undone = listed(
      [
        ...counted(slips, "romaneio", "romaneios"),
        ...counted(memberships, "mudança de assinatura", "mudanças de assinatura"),
        ...counted(commissions, "comissão", "comissões"),
      ],
      "e",
    );
    return [
      `${items === 1 ? "1 unidade" : `${items} unidades`} de ${lines === 1 ? "1 item" : `${lines} itens`} ${items === 1 ? "fica cancelada" : "ficam canceladas"} em definitivo`,
      ...(undone === "" ? [] : [`o que está feito é desfeito (${undone})`]),
      ...(open === 0 ? [] : [`${open === 1 ? "1 tarefa não feita" : `${open} tarefas não feitas`} as perde`]),
      "e o cliente recebe um e-mail sobre isso.",
    ].join(", ");
  },
  submit: "Cancelar estes itens",
  keep: "Manter o pedido",
  nothingLeft: "Tudo já está cancelado.",
};

export const cancelTexts = texts(en, pt);
