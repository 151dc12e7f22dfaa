/** The texts of the catalogue. */
import { texts } from "../../i18n/locale.ts";

const en = {
  title: "Catalogue",
  help: "What rules may add for free, and the links of videos that are streamed.",
  all: "All",
  missing: "Without a link",
  sku: "SKU",
  name: "Title",
  type: "Type",
  link: "Link",
  changed: "Changed",
  none: "The catalogue is empty.",
  noneMissing: "Every video has a streaming link.",
  noLink: "no link",
  add: "New entry",
  further: "Further fields of the type, as JSON",
  invalidJson: "This is not a JSON object.",
  saved: "Saved.",
  waiting: "Mails that were rejected for a missing link can be run again under Attention.",
};

const pt: typeof en = {
  title: "Catálogo",
  help: "O que as regras podem dar de brinde, e os links dos vídeos por streaming.",
  all: "Todos",
  missing: "Sem link",
  sku: "SKU",
  name: "Título",
  type: "Tipo",
  link: "Link",
  changed: "Alterado",
  none: "O catálogo está vazio.",
  noneMissing: "Todo vídeo tem um link de streaming.",
  noLink: "sem link",
  add: "Nova entrada",
  further: "Outros campos do tipo, em JSON",
  invalidJson: "Isto não é um objeto JSON.",
  saved: "Salvo.",
  waiting: "E-mails recusados por falta de link podem ser executados de novo em Atenção.",
};

export const catalogueTexts = texts(en, pt);
