/** The causes of trouble in plain words, by code. `id` is what the cause is about. */
import { texts } from "../../i18n/locale.ts";

type Names = Readonly<Record<string, (id: string) => string>>;

const en: Names = {
  "agent-without-rate": (id: string) => `Agent ${id} has no commission rate`,
  "streaming-link-missing": (id: string) => `${id} has no streaming link`,
  "no-active-membership": () => "Upgrade without an active membership",
  "same-plan": () => "The customer has this plan already",
  "lower-plan": () => "The plan is below the customer's own",
  "other-plan-active": () => "Another plan is active",
  "later-change": () => "A later change builds on the cancelled upgrade",
  "no-shipping-address": () => "There is no delivery address",
  "no-plan": () => "The line names no plan",
  "no-period": () => "The line names no period",
  "membership-too-long": () => "The membership would be longer than is allowed",
  "no-membership-change": () => "There is no change of a membership to report",
  "no-streaming-video": () => "There is no streaming video to send a link of",
  "address-suppressed": () => "The customer's address does not take mail",
  "mail-refused": () => "The mail service refused the mail",
  "mail-service-unavailable": () => "The mail service is not available",
  "connection-missing": (id: string) => `There is no connection ${id}`,
  "connection-refused": (id: string) => `The receiver refused with ${id}`,
  "connection-unavailable": (id: string) => `The receiver ${id} does not respond`,
  "attempts-used-up": () => "All attempts failed",
  "permanent-error": () => "An error that does not go away by itself",
  cancelled: () => "Cancelled",
  outdated: () => "No longer true",
  "customer-erased": () => "The customer's personal data was erased",
};

const pt: Names = {
  "agent-without-rate": (id) => `O agente ${id} não tem taxa de comissão`,
  "streaming-link-missing": (id) => `${id} não tem link de streaming`,
  "no-active-membership": () => "Mudança de plano sem assinatura ativa",
  "same-plan": () => "O cliente já tem este plano",
  "lower-plan": () => "O plano é inferior ao do cliente",
  "other-plan-active": () => "Outro plano está ativo",
  "later-change": () => "Uma mudança posterior se apoia no upgrade cancelado",
  "no-shipping-address": () => "Falta o endereço de entrega",
  "no-plan": () => "O item não diz o plano",
  "no-period": () => "O item não diz o período",
  "membership-too-long": () => "A assinatura ficaria mais longa do que o permitido",
  "no-membership-change": () => "Não há mudança de assinatura a comunicar",
  "no-streaming-video": () => "Não há vídeo de streaming cujo link enviar",
  "address-suppressed": () => "O endereço do cliente não recebe e-mails",
  "mail-refused": () => "O serviço de e-mail recusou a mensagem",
  "mail-service-unavailable": () => "O serviço de e-mail está indisponível",
  "connection-missing": (id) => `Não existe a conexão ${id}`,
  "connection-refused": (id) => `O destinatário recusou com ${id}`,
  "connection-unavailable": (id) => `O destinatário ${id} não responde`,
  "attempts-used-up": () => "Todas as tentativas falharam",
  "permanent-error": () => "Um erro que não se resolve sozinho",
  cancelled: () => "Cancelada",
  outdated: () => "Já não vale",
  "customer-erased": () => "Os dados pessoais do cliente foram apagados",
};

export const causeTexts = texts(en, pt);
