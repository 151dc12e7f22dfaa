/** Issues of the text of a rulebook and of what it declares, in Portuguese. */
import type { Translations } from "./translate.ts";

export const documents: Translations = {
  "plan `{}` is listed twice": "o plano `{0}` está listado duas vezes",
  "every order line may have a field `{}` already: choose another name":
    "todo item já pode ter um campo `{0}`: escolha outro nome",
  "`{}` is a word of the rule language: choose another name":
    "`{0}` é uma palavra da linguagem das regras: escolha outro nome",
  "`{}` lines have a field `{}` already: choose another name":
    "itens `{0}` já têm um campo `{1}`: escolha outro nome",
  "`{}` is a product type already: a rulebook can only add `attributes` to it":
    "`{0}` já é um tipo de produto: as regras só podem acrescentar `attributes` a ele",
  "whether lines of the built-in type `{}` go by post cannot be changed: leave `ships` out":
    "se itens do tipo `{0}`, que já existe, vão pelo correio não pode ser mudado: tire `ships`",
  "an attribute that is added to the built-in type `{}` must be optional: write `{}?`":
    "um atributo acrescentado ao tipo `{0}`, que já existe, deve ser opcional: escreva `{1}?`",
  "product type `{}` must say `ships: true` or `ships: false`":
    "o tipo de produto `{0}` deve dizer `ships: true` ou `ships: false`",
  "attribute `{}` is {} in `{}` and {} in `{}`": "o atributo `{0}` é {1} em `{2}` e {3} em `{4}`",
  "a rulebook must not be larger than {} KiB": "o texto das regras não pode passar de {0} KiB",
  "the text holds NUL or an unpaired surrogate":
    "o texto contém NUL ou um substituto sem par (unpaired surrogate)",
  "the rulebook is empty": "o texto das regras está vazio",
  "cannot be stored: {}": "não pode ser guardado: {0}",
  "{} has one brace on each side and is sent as it is: write {{…}} for the value":
    "{0} tem uma chave de cada lado e é enviado assim mesmo: escreva {{…}} para o valor",
  "`{}` is a built-in template: choose another name": "`{0}` é um modelo que já existe: escolha outro nome",
  "must be lower case letters, digits, - and _, such as basic":
    "deve ter letras minúsculas, dígitos, - e _, como basic",
  "`plans` must name at least one plan": "`plans` deve nomear pelo menos um plano",
  "is a reserved name; choose another": "é um nome reservado; escolha outro",
  "more than {} plans": "mais de {0} planos",
  "not readable as JSON: {}": "não pode ser lido como JSON: {0}",
  "a rulebook cannot hold this kind of value": "as regras não podem conter este tipo de valor",
  "a key must be a plain word": "uma chave deve ser uma palavra simples",
  "`{}` is not allowed as a name": "`{0}` não é permitido como nome",
  "this key is a duplicate": "esta chave está repetida",
  "; if this is a condition, put all of it in single quotes, or after `|` on a line of its own":
    "; se isto é uma condição, ponha tudo entre aspas simples, ou depois de `|` em uma linha própria",
  "anchors (`&name`) are not allowed: write it out":
    "âncoras (`&nome`) não são permitidas: escreva por extenso",
  "tags (`!name`) are not allowed{}": "tags (`!nome`) não são permitidas{0}",
  "aliases (`*name`) are not allowed: write it out":
    "referências (`*nome`) não são permitidas: escreva por extenso",
  "nested too deeply to be read": "aninhado demais para ser lido",
  "not readable as YAML: {}": "não pode ser lido como YAML: {0}",
  "more than {} values": "mais de {0} valores",
  "must be lower case letters, digits and -, beginning with a letter, such as royalty-copy":
    "deve ter letras minúsculas, dígitos e -, começando com uma letra, como royalty-copy",
  "is a reserved name; choose another id": "é um nome reservado; escolha outro código",
  "`when` is empty; write `true` if it is meant for everything":
    "`when` está vazio; escreva `true` se vale para tudo",
  '`when` must be a condition such as line.type == "book"':
    '`when` deve ser uma condição como line.type == "book"',
  "the exception needs an `id`": "a exceção precisa de um `id`",
  "the exception needs a `when`: the lines or orders that the rule does not apply to":
    "a exceção precisa de um `when`: os itens ou pedidos para os quais a regra não vale",
  "more than {} pauses": "mais de {0} pausas",
  "must name at least one rule": "deve nomear pelo menos uma regra",
  "more than {} rules": "mais de {0} regras",
  "the table has no `id`": "a tabela não tem `id`",
  "the rule has no `id`": "a regra não tem `id`",
  "must be the id of a rule": "deve ser o código de uma regra",
  "must name at least one effect": "deve nomear pelo menos um efeito",
  "more than {} effects": "mais de {0} efeitos",
  "the rule has no `when`; write `when: true` if it is meant for everything":
    "a regra não tem `when`; escreva `when: true` se vale para tudo",
  "must hold 1 to {} actions": "deve ter de 1 a {0} ações",
  "a mapping": "um mapa de chaves e valores",
  "a list": "uma lista",
  "a text": "um texto",
  nothing: "nada",
  "an entry of `{}`": "uma entrada de `{0}`",
  "a whole number": "um número inteiro",
  "true or false": "true ou false",
  "{} needs a `{}`: {}": "{0} precisa de `{1}`: {2}",
  "{} needs a `{}`": "{0} precisa de `{1}`",
  "{} needs an `{}`: {}": "{0} precisa de `{1}`: {2}",
  "{} needs an `{}`": "{0} precisa de `{1}`",
  "write it like 2026-12-01T00:00:00-03:00": "escreva como 2026-12-01T00:00:00-03:00",
  "{} must be a date with time and offset; {}": "{0} deve ser uma data com hora e fuso; {1}",
  "; put it in quotes": "; ponha entre aspas",
  "{} must be {}, not {}": "{0} deve ser {1}, não {2}",
  "; it must be {}": "; deve ser {0}",
  "unknown {} `{}`{}": "{0} `{1}` não existe{2}",
  "has no offset": "não tem fuso",
  "is not a date with time and offset": "não é uma data com hora e fuso",
  "{} must be from {} to {}": "{0} deve ser de {1} a {2}",
  "{} must not be empty": "{0} não pode estar vazio",
  "{} must not be longer than {} characters": "{0} não pode ter mais de {1} caracteres",
  "{} has another form": "{0} tem outra forma",
  "{} is not valid": "{0} não é válido",
  "unknown action `{}`{}": "ação desconhecida: `{0}`{1}",
  "; there are {}": "; há {0}",
  "no key `{}` in {}": "não há a chave `{0}` em {1}",
  "must be letters and digits, such as seatRow": "deve ter letras e dígitos, como seatRow",
  "`expect` says nothing": "`expect` não diz nada",
  "`history` needs `orders`": "`history` precisa de `orders`",
  "`history` needs `paidTotal`": "`history` precisa de `paidTotal`",
  "must not hold more than 1000 values": "não pode ter mais de 1000 valores",
  "must be lower case letters, digits and _, such as event_ticket":
    "deve ter letras minúsculas, dígitos e _, como event_ticket",
  "more than {} product types": "mais de {0} tipos de produto",
  "must be lower case letters, digits and -, such as gift-wrapping":
    "deve ter letras minúsculas, dígitos e -, como gift-wrapping",
  "`destinations` must name at least one destination": "`destinations` deve nomear pelo menos um destino",
  "more than {} destinations": "mais de {0} destinos",
  "more than {} tables": "mais de {0} tabelas",
  "more than {} examples": "mais de {0} exemplos",
  "the link must begin with https://": "o link deve começar com https://",
  "the link must have a fixed host, as in https://shop.example/tickets/{{order.orderId}}":
    "o link deve ter um servidor fixo, como em https://shop.example/tickets/{{order.orderId}}",
  "the link must not hold blanks or quotes: write them as %20, %22 and so on":
    "o link não pode ter espaços nem aspas: escreva %20, %22 e assim por diante",
  "the link is not a URL": "o link não é uma URL",
  "must be lower case letters, digits and -, such as {}": "deve ter letras minúsculas, dígitos e -, como {0}",
  "more than {} templates": "mais de {0} modelos",
  "more than {} texts": "mais de {0} textos",
  "the placeholder is empty: write a field, as in {{line.title}}":
    "o marcador está vazio: escreva um campo, como em {{line.title}}",
  "the placeholder is too long": "o marcador é longo demais",
  "a template `per: order` has no line: write `per: line`, or name a field of the order":
    "um modelo `per: order` não tem item: escreva `per: line`, ou nomeie um campo do pedido",
  "a placeholder is written like {{line.title}}, with two braces on both sides":
    "um marcador é escrito como {{line.title}}, com duas chaves de cada lado",
  "more than {} placeholders in one text": "mais de {0} marcadores em um texto",
};
