/** The texts of statements and royalty reports, in both languages. */
import type { CommissionRole } from "../../lib/domain/commission.ts";
import type { LocalizedText } from "../../lib/domain/localized-text.ts";

const both = (portuguese: string, english: string): LocalizedText => ({ "pt-BR": portuguese, en: english });

export const LABELS = {
  order: both("Pedido", "Order"),
  line: both("Linha", "Line"),
  paidAt: both("Pago em", "Paid at"),
  sku: both("SKU", "SKU"),
  title: both("Título", "Title"),
  quantity: both("Quantidade", "Quantity"),
  shortQuantity: both("Qtd.", "Qty"),
  base: both("Base", "Base"),
  rate: both("Taxa (%)", "Rate (%)"),
  commission: both("Comissão", "Commission"),
  currency: both("Moeda", "Currency"),
  role: both("Papel", "Role"),
  kind: both("Tipo", "Kind"),
  at: both("Em", "At"),
  about: both("Referente a", "About"),
  id: both("Id", "Id"),
  note: both("Motivo", "Note"),
  amount: both("Valor", "Amount"),
  day: both("Data", "Date"),
  description: both("Descrição", "Description"),
  client: both("Cliente", "Client"),
  agent: both("Agente", "Agent"),
  name: both("Nome", "Name"),
  orders: both("Pedidos", "Orders"),
  units: both("Unidades", "Units"),
  sales: both("Vendas", "Sales"),
  author: both("Autor", "Author"),
  isbn: both("ISBN", "ISBN"),
  royalties: both("Royalties", "Royalties"),
  total: both("Total", "Total"),
  partialTotal: both(
    "Total do mês (este arquivo tem só parte das linhas)",
    "Total of the month (this file has only some of the rows)",
  ),
  openingBalance: both("Saldo anterior", "Opening balance"),
  commissions: both("Comissões", "Commissions"),
  reversals: both("Estornos", "Reversals"),
  adjustments: both("Ajustes", "Adjustments"),
  payments: both("Pagamentos", "Payments"),
  carriedForward: both("Saldo a transportar", "Carried forward"),
  statement: both("Extrato de comissões", "Commission statement"),
  statements: both("Comissões", "Commissions"),
  isOpen: both("Mês em aberto: os valores ainda podem mudar", "Open month: amounts may still change"),
  closedOn: both("Mês fechado em", "Month closed on"),
  noEntries: both("Sem lançamentos no mês.", "Nothing was booked in the month."),
} as const satisfies Readonly<Record<string, LocalizedText>>;

export const ROLE_WORDS: Readonly<Record<CommissionRole, LocalizedText>> = {
  agent: both("agente", "agent"),
  manager: both("gerente", "manager"),
  named: both("por regra", "by a rule"),
};

export const KIND_WORDS = {
  commission: both("comissão", "commission"),
  reversal: both("estorno", "reversal"),
  adjustment: both("ajuste", "adjustment"),
  payment: both("pagamento", "payment"),
} as const satisfies Readonly<Record<string, LocalizedText>>;
