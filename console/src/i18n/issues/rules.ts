/** Issues and warnings of rules, tables, actions and examples, in Portuguese. */
import type { Translations } from "./translate.ts";

export const rules: Translations = {
  "nothing is sent with a cancellation": "nada é enviado com um cancelamento",
  "an action looks like `packingSlip: { destination: shipping }`":
    "uma ação é escrita como `packingSlip: { destination: shipping }`",
  "one action per entry: begin the next one with `- `": "uma ação por entrada: comece a próxima com `- `",
  "must name at least one line": "deve nomear pelo menos um item",
  "the expectations are about what the cancellation leads to, not about the order":
    "as expectativas são sobre o que o cancelamento causa, não sobre o pedido",
  "a rule for each cancellation cannot have `{}`: {}": "uma regra por cancelamento não pode ter `{0}`: {1}",
  "no SKU `{}` in the catalogue{}": "não há o SKU `{0}` no catálogo{1}",
  "unknown field": "campo desconhecido",
  "the example's order: {}": "o pedido do exemplo: {0}",
  "no rule `{}`{}": "não há a regra `{0}`{1}",
  "no list `{}`{}": "não há a lista `{0}`{1}",
  "must not be before the order was paid, {}": "não pode ser antes do pagamento do pedido, {0}",
  "`{}` never meets this rule: one is for orders, the other for cancellations":
    "`{0}` nunca encontra esta regra: uma é para pedidos, a outra para cancelamentos",
  "a rule must not override itself: {}": "uma regra não pode substituir a si mesma: {0}",
  "{} over {}": "{0} sobre {1}",
  "two rules have the id {}": "duas regras têm o código {0}",
  "a rule still has the id {}": "uma regra ainda tem o código {0}",
  "two rules are renamed from {}": "duas regras foram renomeadas de {0}",
  "`until` is not after `from` ({}): {}": "`until` não é depois de `from` ({0}): {1}",
  "it would never hold": "nunca valeria",
  "an exception needs an `owner`: who to ask about it":
    "uma exceção precisa de `owner`: a quem perguntar sobre ela",
  "exception `{}` is a duplicate": "a exceção `{0}` está repetida",
  "it would be no pause": "não seria uma pausa",
  "the rule would never be in force": "a regra nunca estaria em vigor",
  "there are no rules: no order will lead to anything": "não há regras: nenhum pedido causará nada",
  "{} is held back as a whole: write `{}`": "{0} é impedido por inteiro: escreva `{1}`",
  "`{}` is a duplicate": "`{0}` está repetido",
  "the rule has no `then`: what must happen?": "a regra não tem `then`: o que deve acontecer?",
  "a `reason` is for a rule with `suppress`: write it as `description`":
    "`reason` é para uma regra com `suppress`: escreva como `description`",
  "a rule with `suppress` has no `then`: write its actions as a rule of their own":
    "uma regra com `suppress` não tem `then`: escreva as ações em uma regra própria",
  "a rule with `suppress` needs a `reason`: why the effects are held back":
    "uma regra com `suppress` precisa de `reason`: por que os efeitos são impedidos",
  "a rule with `suppress` needs an `owner`: who to ask about it":
    "uma regra com `suppress` precisa de `owner`: a quem perguntar sobre ela",
  "a column is a field such as line.type, or a number over lines: order.lines.count(l, …) or order.lines.sum(l, …, l.quantity)":
    "uma coluna é um campo como line.type, ou um número sobre itens: order.lines.count(l, …) ou order.lines.sum(l, …, l.quantity)",
  "the table would never be in force": "a tabela nunca estaria em vigor",
  "the rule fixes the {} {} and the {} {} for one line: leave one out":
    "a regra fixa {0} {1} e {2} {3} para um item: tire um deles",
  "for one line `{}` fixes the {} {} and `{}` the {} {}: write `overrides` on the one that counts, or restrict `when`":
    "para um item `{0}` fixa {1} {2} e `{3}` fixa {4} {5}: escreva `overrides` na que vale, ou restrinja `when`",
  "{}. An order that shows it: {}": "{0}. Um pedido que mostra isso: {1}",
  "the rule changes nothing: `{}` does the same for all its lines":
    "a regra não muda nada: `{0}` faz o mesmo para todos os itens dela",
  "line {}: {}": "linha {0}: {1}",
  "the file has no rows": "o arquivo não tem linhas",
  "a table has at least one row": "uma tabela tem pelo menos uma linha",
  "table {} cannot be read": "a tabela {0} não pode ser lida",
  "the order needs 1 to {} `lines`": "o pedido precisa de 1 a {0} `lines`",
  "the lines of an order may be delivered differently, and the free video is delivered as the first one: write `delivery: disc` or `delivery: streaming`":
    "os itens de um pedido podem ter entregas diferentes, e o vídeo grátis é entregue como o primeiro: escreva `delivery: disc` ou `delivery: streaming`",
  "{} is no video: its `delivery` has no effect": "{0} não é um vídeo: `delivery` não tem efeito",
  "the order need not have a shipping address, and without one the slip of the free item is rejected: restrict `when` to lines that go by post, or by `has(order.shippingAddress)`":
    "o pedido pode não ter endereço de entrega, e sem ele o romaneio do item grátis é recusado: restrinja `when` a itens que vão pelo correio, ou por `has(order.shippingAddress)`",
  "the catalogue has no streaming link for {}: without one the e-mail about the free item is rejected":
    "o catálogo não tem link de streaming para {0}: sem ele o e-mail sobre o item grátis é recusado",
  "a circle: `{}` takes lines from `{}`, which takes them from `{}`":
    "um ciclo: `{0}` tira itens de `{1}`, que os tira de `{2}`",
  "no rule has `{}`: nothing is held back": "nenhuma regra tem `{0}`: nada é impedido",
  "the rule holds nothing back: no rule has such an effect where this condition holds":
    "a regra não impede nada: nenhuma regra tem esse efeito onde esta condição vale",
  "a range looks like 50000..100000, 100000.. or ..50000":
    "um intervalo é escrito como 50000..100000, 100000.. ou ..50000",
  "the range is empty: {} begins at {} and ends before {}":
    "o intervalo está vazio: {0} começa em {1} e termina antes de {2}",
  "column `{}` is no field (line.… or order.…) and no action{}":
    "a coluna `{0}` não é um campo (line.… ou order.…) nem uma ação{1}",
  "; actions are {}": "; as ações são {0}",
  "has {} cells, but there are {} columns": "tem {0} células, mas há {1} colunas",
  "{} cannot be read as JSON": "{0} não pode ser lido como JSON",
  "says nothing of what happens: no cell of an action is filled in":
    "não diz o que acontece: nenhuma célula de ação está preenchida",
  "the file is empty": "o arquivo está vazio",
  "no row fits {}: nothing happens there; add a row or `else`":
    "nenhuma linha serve para {0}: ali nada acontece; acrescente uma linha ou `else`",
  " or ": " ou ",
  " and perhaps more": " e talvez mais",
  "the rulebook has no `rules`": "faltam as regras em `rules`",
  "more than {} rules, of which each row of a table is one: there are {}":
    "mais de {0} regras, contando cada linha de tabela como uma: há {1}",
  "rows `{}` and `{}` may both fit": "as linhas `{0}` e `{1}` podem servir ao mesmo tempo",
  "write `policy: first` or `policy: collect`, or change one of them":
    "escreva `policy: first` ou `policy: collect`, ou mude uma delas",
  " An order that shows it: {}": " Um pedido que mostra isso: {0}",
  " No order was found that shows it, and none is proven not to exist":
    " Não foi encontrado um pedido que mostre isso, nem está provado que não existe",
  'a cell is a value, a list [a, b], a range such as 50000..100000, or lists["id"]':
    'uma célula é um valor, uma lista [a, b], um intervalo como 50000..100000, ou lists["código"]',
  "a list of values must not be empty": "uma lista de valores não pode estar vazia",
  "the row has no `then`: what must happen?": "a linha não tem `then`: o que deve acontecer?",
  "the row has no `when`: which lines?": "a linha não tem `when`: quais itens?",
  "the table has no `rows`": "a tabela não tem `rows`",
  "must hold at least one row": "deve ter pelo menos uma linha",
  "more than {} rows": "mais de {0} linhas",
  "no text `{}`, so it is shown as it is written; did you mean `{}`?":
    "não há o texto `{0}`, então ele aparece como está escrito; seria `{1}`?",
  "the rule ended at {}: it only decides {} before": "a regra terminou em {0}: só decide {1} antes disso",
  "orders paid": "pedidos pagos",
  cancellations: "cancelamentos",
  "exception `{}`": "a exceção `{0}`",
  "{} ended at {}: it only holds for {} before": "{0} terminou em {1}: só vale para {2} antes disso",
  "{} ends before the rule begins": "{0} termina antes de a regra começar",
  "{} can never hold for a line of this rule": "{0} nunca pode valer para um item desta regra",
  "the rule can never apply: no line fits this condition":
    "a regra nunca pode valer: nenhum item serve para esta condição",
  "the rule can never apply: no order fits this condition":
    "a regra nunca pode valer: nenhum pedido serve para esta condição",
  "the rule can never apply: no cancellation fits this condition":
    "a regra nunca pode valer: nenhum cancelamento serve para esta condição",
  "the rule can never apply: no {} fits this condition":
    "a regra nunca pode valer: nenhum {0} serve para esta condição",
  "the rule can never apply: exception `{}` always holds it back":
    "a regra nunca pode valer: a exceção `{0}` sempre a impede",
};
