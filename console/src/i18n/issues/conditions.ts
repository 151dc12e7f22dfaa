/** Issues of conditions, exceptions and expressions, in Portuguese. */
import type { Translations } from "./translate.ts";

export const conditions: Translations = {
  "in `when`": "em `when`",
  "the path cannot be read": "o caminho não pode ser lido",
  "`{}` is {}: name one of its fields": "`{0}` é {1}: nomeie um dos seus campos",
  "`{}` is for conditions and mails: send a field of the order, such as order.payment.amount":
    "`{0}` serve para condições e e-mails: envie um campo do pedido, como order.payment.amount",
  "the path starts with order or line": "o caminho começa com order ou line",
  "`{}` is not there on every line: leave out `forEach: order` and restrict `when`":
    "`{0}` não existe em todo item: tire `forEach: order` e restrinja `when`",
  "write && for and": "escreva && para e",
  "write || for or": "escreva || para ou",
  "write ! for not": "escreva ! para não",
  "write == to compare": "escreva == para comparar",
  "write != for different": "escreva != para diferente",
  "the end of the expression": "o fim da expressão",
  "a name": "um nome",
  "the expression cannot be read": "a expressão não pode ser lida",
  "nested more than {} levels deep": "aninhado em mais de {0} níveis",
  "the expression is too large: {}": "a expressão é grande demais: {0}",
  "syntax: {}": "sintaxe: {0}",
  "type mismatch: {}": "tipos diferentes: {0}",
  "before it": "antes",
  ": only on lines of type {}": ": só em itens do tipo {0}",
  "`{}` is never there at this point{}": "`{0}` nunca existe neste ponto{1}",
  "is not there on every line": "não existe em todo item",
  "may be absent": "pode faltar",
  "`{}` {}: write `{}` {}": "`{0}` {1}: escreva `{2}` {3}",
  "the comment hides the lines after it, because YAML joins them: write the condition as a block (`when: |`), or the comment with # outside of it":
    "o comentário esconde as linhas seguintes, porque o YAML as junta: escreva a condição como bloco (`when: |`), ou o comentário com # fora dela",
  "the condition is too complex to prove that `{}` is there: write fewer clauses, or several rules":
    "a condição é complexa demais para provar que `{0}` existe: escreva menos cláusulas, ou várias regras",
  "there is no {} where no line fits: write `{} && …` before it":
    "não há {0} onde nenhum item serve: escreva `{1} && …` antes",
  '{} is not a date: write year, month and day, such as "2026-12-24"':
    '{0} não é uma data: escreva ano, mês e dia, como "2026-12-24"',
  "; it is {}": "; é {0}",
  "{} is not a value of `{}`{}": "{0} não é um valor de `{1}`{2}",
  "{} is not a value of `{}`; it is {}": "{0} não é um valor de `{1}`; é {2}",
  "type mismatch: {} is not in a list of texts": "tipos diferentes: {0} não está em uma lista de textos",
  "list `{}` has values of the kind {}: it can be asked for {} only; a list of the kind text fits any text":
    "a lista `{0}` tem valores do tipo {1}: só serve para {2}; uma lista do tipo text serve para qualquer texto",
  "write the list's id in quotes: lists[{}]": "escreva o código da lista entre aspas: lists[{0}]",
  "size() takes one field": "size() recebe um campo",
  "type mismatch: size() counts a list or a text, not {}":
    "tipos diferentes: size() conta uma lista ou um texto, não {0}",
  "a list can only come after `in`": "uma lista só pode vir depois de `in`",
  "a condition cannot be compared: join conditions with &&, || and !":
    "uma condição não pode ser comparada: junte condições com &&, || e !",
  "there is no `? :` in the rule language: use && and ||":
    "não há `? :` na linguagem das regras: use && e ||",
  "tables cannot be written in a rule": "tabelas não podem ser escritas em uma regra",
  "this is not part of the rule language": "isto não faz parte da linguagem das regras",
  "a list may only hold texts and numbers": "uma lista só pode conter textos e números",
  "type mismatch: {} cannot be {}": "tipos diferentes: {0} não pode ser {1}",
  "the key before `in` must be written out, in quotes":
    "a chave antes de `in` deve ser escrita por extenso, entre aspas",
  "no order has such a key": "nenhum pedido tem essa chave",
  'write a list as lists["{}"]': 'escreva uma lista como lists["{0}"]',
  "type mismatch: after `in` comes a list, not {}": "tipos diferentes: depois de `in` vem uma lista, não {0}",
  "has() takes one field, as in has(line.agentId)": "has() recebe um campo, como em has(line.agentId)",
  "type mismatch: a condition is true or false, this is {}":
    "tipos diferentes: uma condição é verdadeira ou falsa, isto é {0}",
  "a rule for each order has no `line`: use order.lines.exists(l, …), or leave out `forEach: order`":
    "uma regra por pedido não tem `line`: use order.lines.exists(l, …), ou tire `forEach: order`",
  "a rule for each cancellation has no `line`: use cancellation.lines.exists(l, …)":
    "uma regra por cancelamento não tem `line`: use cancellation.lines.exists(l, …)",
  "only a rule with `forEach: cancellation` has a `cancellation`":
    "só uma regra com `forEach: cancellation` tem `cancellation`",
  'a list comes after `in`, as in line.sku in lists["december-skus"]':
    'uma lista vem depois de `in`, como em line.sku in lists["december-skus"]',
  "; did you mean `{}`?": "; seria `{0}`?",
  "unknown name `{}`{}": "nome desconhecido: `{0}`{1}",
  "; line.unitPrice is of one item, line.total of the line":
    "; line.unitPrice é de uma unidade, line.total do item inteiro",
  "; order.paid has the month, day, weekday and hour of payment":
    "; order.paid tem o mês, o dia, o dia da semana e a hora do pagamento",
  "; order.payment.amount was paid, order.goodsTotal is the price of what goes by post":
    "; order.payment.amount é o que foi pago, order.goodsTotal é o preço do que vai pelo correio",
  "; the history counts all earlier orders and has the first payment alone: keep who bought lately in a list of the kind customer":
    "; o histórico conta todos os pedidos anteriores e só tem o primeiro pagamento: mantenha quem comprou há pouco em uma lista do tipo customer",
  "; conditions speak of {}": "; condições falam de {0}",
  " and ": " e ",
  ": it has {}": ": tem {0}",
  "{}; what else the shop knows it may send as order.metadata.<key>":
    "{0}; o que mais a loja sabe pode vir em order.metadata.<chave>",
  "{}; what else a product has is declared under productTypes ({}.<attribute>)":
    "{0}; o que mais um produto tem é declarado em productTypes ({1}.<atributo>)",
  "{} has no fields: use {}.exists(l, …) or {}.all(l, …)":
    "{0} não tem campos: use {1}.exists(l, …) ou {2}.all(l, …)",
  "`{}` has no fields": "`{0}` não tem campos",
  "no field `{}` on {}": "não há campo `{0}` em {1}",
  '[…] is only for a key of metadata, as in order.metadata["sales-channel"]':
    '[…] só serve para uma chave de metadata, como em order.metadata["sales-channel"]',
  "a field path starts with order or {}": "o caminho de um campo começa com order ou {0}",
  "`{}` alone says nothing: name a field, as in {}.{}":
    "`{0}` sozinho não diz nada: nomeie um campo, como em {1}.{2}",
  "{}() looks at {}order.lines or order.allLines only": "{0}() só olha {1}order.lines ou order.allLines",
  "{}() cannot be inside exists(), all() or a number over lines":
    "{0}() não pode estar dentro de exists(), all() ou de um número sobre itens",
  "write {}": "escreva {0}",
  "`{}` means something already: call it l": "`{0}` já significa algo: use o nome l",
  "name a field of the line, as in {}.quantity": "nomeie um campo do item, como em {0}.quantity",
  "type mismatch: {} is not a whole number": "tipos diferentes: {0} não é um número inteiro",
  '; write "…" in the list': '; escreva "…" na lista',
  '; write "…" in order.metadata': '; escreva "…" em order.metadata',
  "; compare it with <, <=, > and >=": "; compare com <, <=, > e >=",
  "{} can never be in a text in lower case: write {}":
    "{0} nunca estará em um texto em minúsculas: escreva {1}",
  "lower() takes one text: write {}": "lower() recebe um texto: escreva {0}",
  "type mismatch: lower() takes a text, not {}": "tipos diferentes: lower() recebe um texto, não {0}",
  "type mismatch: {}() is for a text, not {}": "tipos diferentes: {0}() é para um texto, não {1}",
  "type mismatch: {}() takes a text, not {}": "tipos diferentes: {0}() recebe um texto, não {1}",
  "a moment": "um momento",
  "a date": "uma data",
  "a list of texts": "uma lista de textos",
  "the lines": "os itens",
  "a table of texts": "uma tabela de textos",
  "a group of fields": "um grupo de campos",
  "this number is too large": "este número é grande demais",
  "a text must not hold NUL or an unpaired surrogate":
    "um texto não pode conter NUL nem um substituto sem par (unpaired surrogate)",
  "decimal numbers are not allowed: money is whole centavos, 100 for R$ 1,00":
    "números decimais não são permitidos: dinheiro é em centavos inteiros, 100 para R$ 1,00",
  "there is no null: ask whether a field is there with has(…)":
    "não há null: pergunte se um campo existe com has(…)",
  "only texts, whole numbers, true and false can be written here":
    "só textos, números inteiros, true e false podem ser escritos aqui",
  "moments are not compared in `when`: give the rule `from` and `until`, which are compared with {}":
    "momentos não são comparados em `when`: dê à regra `from` e `until`, que são comparados com {0}",
  "the cancellation's `at`": "o `at` do cancelamento",
  "type mismatch: {} cannot be compared with {}": "tipos diferentes: {0} não pode ser comparado com {1}",
  "type mismatch: {} cannot be compared; use size() or in":
    "tipos diferentes: {0} não pode ser comparado; use size() ou in",
  "type mismatch: true and false have no order, {} makes no sense":
    "tipos diferentes: true e false não têm ordem, {0} não faz sentido",
  "there is no arithmetic in the rule language: compare with a number, or use line.total, order.goodsTotal or order.lines.sum(l, …, l.FIELD)":
    "não há aritmética na linguagem das regras: compare com um número, ou use line.total, order.goodsTotal ou order.lines.sum(l, …, l.CAMPO)",
  "it has size(), has(), lower(), startsWith, endsWith and contains of a text, and exists, all, count, sum, max and min over order.lines":
    "ela tem size(), has(), lower(), startsWith, endsWith e contains de um texto, e exists, all, count, sum, max e min sobre order.lines",
  "there is no {}() in the rule language; {}": "não há {0}() na linguagem das regras; {1}",
  "1 to 12": "1 a 12",
  "1 to 31": "1 a 31",
  "1 (Monday) to 7 (Sunday)": "1 (segunda) a 7 (domingo)",
  "0 to 23": "0 a 23",
  "the rulebook would take too long to decide an order of {} lines: up to {} comparisons, {} are allowed, and this rule takes {}. Write fewer clauses, exceptions or actions; inside exists and all, compare `l` with `line` by one == only":
    "as regras levariam tempo demais para decidir um pedido de {0} itens: até {1} comparações, {2} são permitidas, e esta regra precisa de {3}. Escreva menos cláusulas, exceções ou ações; dentro de exists e all, compare `l` com `line` por um só ==",
};
