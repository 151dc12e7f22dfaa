/** The texts of keys and the audit trail. */
import { texts } from "../../i18n/locale.ts";

const en = {
  title: "Keys and audit",
  keys: "Keys",
  audit: "Audit trail",
  name: "Name",
  client: "Client",
  scopes: "May",
  expires: "Expires",
  lastUsed: "Last used",
  never: "never",
  noName: "no name",
  revoke: "Revoke",
  revoked: "revoked",
  expired: "expired",
  own: "this one",
  revokeTitle: (name: string) => `Revoke ${name}?`,
  revokeWhat:
    "Everything that uses this key is refused within a minute. It cannot be taken back; a new key can be made.",
  create: "A key is made on the command line, so that its text is never in a browser's history:",
  at: "When",
  who: "Who",
  what: "What",
  subject: "To what",
  commandLine: "command line",
  filter: "Path, such as agents/A-1",
  none: "Nothing was changed that matches.",
};

const pt: typeof en = {
  title: "Chaves e auditoria",
  keys: "Chaves",
  audit: "Auditoria",
  name: "Nome",
  client: "Loja",
  scopes: "Pode",
  expires: "Expira",
  lastUsed: "Último uso",
  never: "nunca",
  noName: "sem nome",
  revoke: "Revogar",
  revoked: "revogada",
  expired: "expirada",
  own: "esta",
  revokeTitle: (name) => `Revogar ${name}?`,
  revokeWhat:
    "Tudo que usa esta chave é recusado em até um minuto. Não pode ser desfeito; uma chave nova pode ser criada.",
  create:
    "Uma chave é criada na linha de comando, para que seu texto nunca fique no histórico de um navegador:",
  at: "Quando",
  who: "Quem",
  what: "O quê",
  subject: "Em quê",
  commandLine: "linha de comando",
  filter: "Caminho, como agents/A-1",
  none: "Nenhuma mudança corresponde.",
};

export const keyTexts = texts(en, pt);
