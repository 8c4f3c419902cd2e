import type { Json } from "./message-rules.js";
import { Flaws } from "./refused.js";

const locales =
  "ar bg cs da de el en-GB en-US es-419 es-ES fi fr he hi hr hu id it ja ko lt nl no pl pt-BR ro ru sv-SE th tr uk vi zh-CN zh-TW".split(
    " ",
  );
const chatInput = 1;
const withChoices = [3, 4, 10];

function checkName(flaws: Flaws, path: (string | number)[], name: unknown): void {
  if (
    typeof name !== "string" ||
    !/^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u.test(name) ||
    name !== name.toLowerCase()
  )
    flaws.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
}

function checkWords(flaws: Flaws, path: (string | number)[], thing: Json, nameRule: boolean): void {
  if (nameRule) checkName(flaws, [...path, "name"], thing.name);
  else flaws.length([...path, "name"], thing.name ?? "", 1, 32);
  if (nameRule) flaws.length([...path, "description"], thing.description ?? "", 1, 100);
  for (const field of ["name_localizations", "description_localizations"])
    for (const [locale, words] of Object.entries(thing[field] ?? {})) {
      const at = [...path, field, locale];
      if (!locales.includes(locale)) flaws.add(at, "APPLICATION_COMMAND_INVALID_LOCALE", `Locale ${locale} is invalid`);
      if (field === "name_localizations" && nameRule) checkName(flaws, at, words);
      else flaws.length(at, words, 1, 100);
    }
}

/** Refuses an application command as Discord does: name, description, options, choices and every localisation. */
export function checkCommand(command: Json, path: (string | number)[] = []): void {
  const flaws = new Flaws();
  checkWords(flaws, path, command, (command.type ?? chatInput) === chatInput);
  checkOptions(flaws, [...path, "options"], command.options ?? []);
  flaws.refuse();
}

function checkOptions(flaws: Flaws, path: (string | number)[], options: Json[]): void {
  flaws.count(path, options, 0, 25);
  const names = new Set<string>();
  let optional = false;
  options.forEach((option, index) => {
    const at = [...path, index];
    checkWords(flaws, at, option, true);
    if (names.has(option.name))
      flaws.add([...at, "name"], "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option name already exists");
    names.add(option.name);
    if (option.required && optional)
      flaws.add(
        at,
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        "Required options must be placed before non-required options",
      );
    optional ||= !option.required;
    if (option.autocomplete && (option.choices?.length ?? 0) > 0)
      flaws.add(at, "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", "Choices and autocomplete exclude each other");
    if (option.autocomplete && !withChoices.includes(option.type))
      flaws.add(at, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "This type cannot have autocomplete");
    checkChoices(flaws, [...at, "choices"], option.choices ?? []);
    checkOptions(flaws, [...at, "options"], option.options ?? []);
  });
}

function checkChoices(flaws: Flaws, path: (string | number)[], choices: Json[]): void {
  flaws.count(path, choices, 0, 25);
  const names = new Set<string>();
  choices.forEach((choice, index) => {
    const at = [...path, index];
    flaws.length([...at, "name"], choice.name ?? "", 1, 100);
    flaws.length([...at, "value"], String(choice.value ?? ""), 1, 100);
    if (names.has(choice.name))
      flaws.add([...at, "name"], "APPLICATION_COMMAND_OPTIONS_CHOICES_NAME_DUPLICATE", "Choice name already exists");
    names.add(choice.name);
  });
}

/** Refuses the suggestions of an autocomplete answer. */
export function checkSuggestions(choices: Json[]): void {
  const flaws = new Flaws();
  flaws.count(["data", "choices"], choices, 0, 25);
  choices.forEach((choice, index) => {
    flaws.length(["data", "choices", index, "name"], choice.name ?? "", 1, 100);
    flaws.length(["data", "choices", index, "value"], String(choice.value ?? ""), 1, 100);
  });
  flaws.refuse();
}
