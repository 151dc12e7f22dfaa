/** The texts of the list of packing slips. */
import { texts } from "../../i18n/locale.ts";

const en = {
  title: "Packing slips",
  toPrint: "To print",
  printed: "Printed",
  all: "All",
  destination: "For",
  everywhere: "everyone",
  search: "Slip, order, customer",
  slip: "Slip",
  recipient: "Recipient",
  units: "Units",
  weight: "Weight",
  issued: "Issued",
  select: (slip: string) => `Select ${slip}`,
  selectAll: "Select all",
  print: (count: number) => {
    if (count === 0) return "Print";
    return count === 1 ? "Print 1 slip" : `Print ${count} slips`;
  },
  confirmAsk: (count: number) =>
    `${count === 1 ? "One slip is" : `${count} slips are`} in the PDF. Did every page come out?`,
  confirm: "Yes, mark as printed",
  later: "Not yet",
  none: "No slip is waiting to be printed.",
  noneHelp:
    "Rules put what is shipped on slips. Each waits here until somebody confirms that it was printed.",
  noMatch: "No slip matches.",
};

const pt: typeof en = {
  title: "Romaneios",
  toPrint: "A imprimir",
  printed: "Impressos",
  all: "Todos",
  destination: "Para",
  everywhere: "todos",
  search: "Romaneio, pedido, cliente",
  slip: "Romaneio",
  recipient: "Destinatário",
  units: "Unidades",
  weight: "Peso",
  issued: "Emitido",
  select: (slip) => `Selecionar ${slip}`,
  selectAll: "Selecionar todos",
  print: (count) => {
    if (count === 0) return "Imprimir";
    return count === 1 ? "Imprimir 1 romaneio" : `Imprimir ${count} romaneios`;
  },
  confirmAsk: (count) =>
    `${count === 1 ? "Um romaneio está" : `${count} romaneios estão`} no PDF. Todas as páginas saíram?`,
  confirm: "Sim, marcar como impressos",
  later: "Ainda não",
  none: "Nenhum romaneio aguarda impressão.",
  noneHelp:
    "As regras põem em romaneios o que é enviado. Cada um espera aqui até alguém confirmar a impressão.",
  noMatch: "Nenhum romaneio corresponde.",
};

export const slipListTexts = texts(en, pt);
