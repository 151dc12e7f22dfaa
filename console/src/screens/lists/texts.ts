/** The texts of lists. */
import { texts } from "../../i18n/locale.ts";

const en = {
  title: "Lists",
  help: "Values that rules look into, such as SKUs or customers, without a new version of the rules.",
  none: "There is no list yet.",
  list: "List",
  kind: "Kind",
  size: "Values",
  changed: "Changed",
  by: "by",
  version: (version: number) => `version ${version}`,
  values: "Values, one per line",
  what: "Orders that come in from now on are decided with these values.",
  saved: "Saved.",
  kinds: {
    text: "text",
    sku: "SKU",
    customer: "customer",
    email: "e-mail",
    domain: "domain",
    agent: "agent",
  } as Record<string, string>,
};

const pt: typeof en = {
  title: "Listas",
  help: "Valores que as regras consultam, como SKUs ou clientes, sem uma versão nova das regras.",
  none: "Ainda não há listas.",
  list: "Lista",
  kind: "Tipo",
  size: "Valores",
  changed: "Alterada",
  by: "por",
  version: (version) => `versão ${version}`,
  values: "Valores, um por linha",
  what: "Os pedidos que chegarem a partir de agora são decididos com estes valores.",
  saved: "Salvo.",
  kinds: {
    text: "texto",
    sku: "SKU",
    customer: "cliente",
    email: "e-mail",
    domain: "domínio",
    agent: "agente",
  },
};

export const listTexts = texts(en, pt);
