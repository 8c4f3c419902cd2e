import type { CandidateStatus, ModelLine, ModelName, ModelStatus, ProfileName } from "../auth/status/status.js";
import type { CredentialType } from "../domain/credential.js";
import { nameOf, type ProfileId } from "../domain/ids.js";
import type { Block, Choice } from "../domain/reply.js";
import type { Words } from "./words.js";

/** A profile that the viewer may pin for the model in force. */
export interface ProfileLine {
  readonly id: ProfileId;
  /** How the viewer may read it. */
  readonly name: ProfileName;
  readonly type: CredentialType;
  /** How its owner calls the account, where the viewer alone reads it. */
  readonly displayName?: string;
  /** What the decision thinks of it, where it looked at it. */
  readonly candidate?: CandidateStatus;
  readonly current: boolean;
}

/** What can be pressed under a view, and how much of it the platform can show. */
export interface PickerInput {
  readonly status: ModelStatus;
  readonly profiles: readonly ProfileLine[];
  /** Entries of one menu. */
  readonly entries: number;
  /** Which menus to show; `both` where they fit side by side. */
  readonly show: "models" | "profiles" | "both";
  /** 1 and up; a page that does not exist is the last one. */
  readonly page?: number;
  readonly profilePage?: number;
}

/** The name by which a model's button is found again: what its label says, so that a moved alias finds nothing. */
export function modelChoiceName({ ref, alias }: Pick<ModelName, "ref" | "alias">): string {
  return alias === undefined ? ref : `${alias} = ${ref}`;
}

/** The name by which a profile's button is found again. */
export const profileChoiceName = (id: ProfileId): string => `@${id}`;
export const pageChoiceName = (page: number): string => `list ${page}`;
export const profilePageChoiceName = (page: number): string => `@${page}`;

/** How many pages `count` entries make; one when there are none. */
const pagesOf = (count: number, entries: number): number => Math.max(1, Math.ceil(count / entries));

/** Menus and buttons: models, the chosen provider's profiles, pages, and the words that one can type. */
export function pickerBlocks(input: PickerInput, words: Words): Block[] {
  const { status, profiles, entries, show } = input;
  const { picker } = words;
  const pages = pagesOf(status.models.length, entries);
  const page = Math.min(input.page ?? 1, pages);
  const profilePages = pagesOf(profiles.length, entries);
  const profilePage = Math.min(input.profilePage ?? 1, profilePages);
  const { model } = status.current;

  const models = part(status.models, page, entries).map((line) => modelChoice(line, words));
  const accounts = model ? part(profiles, profilePage, entries).map((line) => profileChoice(model, line, words)) : [];
  const canPickProfile = accounts.length > 0;
  const common = [word(picker.default, "default"), word(picker.status, "status")];

  const modelMenu: Block[] = menu(models, picker.chooseModel(page, pages));
  const modelPages = neighbours(page, pages).map((to) => pageChoice(to, page));
  const profileMenu: Block[] = menu(accounts, picker.chooseProfile(model?.alias ?? model?.ref ?? ""));
  const profilePageButtons = neighbours(profilePage, profilePages).map((to) =>
    profilePageChoice(page, to, profilePage, words),
  );
  switch (show) {
    case "both":
      return [
        ...modelMenu,
        ...profileMenu,
        ...buttons([...modelPages, word(picker.auto, "@auto"), ...common]),
        ...buttons(profilePageButtons),
      ];
    case "models":
      return [
        ...modelMenu,
        ...buttons(modelPages),
        ...buttons([...(canPickProfile ? [profilePageChoice(page, 1, 0, words, picker.profiles)] : []), ...common]),
      ];
    case "profiles":
      return [
        ...profileMenu,
        ...buttons(profilePageButtons),
        ...buttons([word(picker.models, "list"), word(picker.auto, "@auto"), ...common]),
      ];
  }
}

/** Buttons that lead on from a view with words alone. */
export function wayBack(to: readonly ("list" | "status" | "why")[], { picker }: Words): Block {
  const labels = { list: picker.models, status: picker.status, why: picker.why };
  return { kind: "choices", layout: "buttons", choices: to.map((target) => word(labels[target], target)) };
}

function part<T>(items: readonly T[], page: number, entries: number): readonly T[] {
  return items.slice((page - 1) * entries, page * entries);
}

function menu(choices: readonly Choice[], title: string): Block[] {
  return choices.length === 0 ? [] : [{ kind: "choices", layout: "menu", choices, title }];
}

function buttons(choices: readonly Choice[]): Block[] {
  return choices.length === 0 ? [] : [{ kind: "choices", layout: "buttons", choices }];
}

const word = (label: string, argument: string): Choice => ({ label, argument });

function neighbours(page: number, pages: number): number[] {
  return [page - 1, page + 1].filter((to) => to >= 1 && to <= pages);
}

function modelChoice(line: ModelLine, { availability }: Words): Choice {
  const id = line.ref.slice(line.ref.indexOf("/") + 1);
  const note = { ready: [], cooling: [availability.coolingShort], none: [availability.noneShort] }[
    line.availability.kind
  ];
  return {
    label: line.alias ?? id,
    detail: [line.provider, ...(line.alias === undefined ? [] : [id]), ...note].join(" · "),
    argument: line.ref,
    names: [modelChoiceName(line)],
    current: line.current,
  };
}

function profileChoice(model: ModelName, line: ProfileLine, words: Words): Choice {
  const { candidate, name } = line;
  const state = candidate === undefined || candidate.state === "ready" ? [] : [words.stateShort(candidate.state)];
  return {
    label: name.kind === "named" ? nameOf(name.id) : words.privateProfile,
    detail: [
      ...(line.displayName === undefined ? [] : [line.displayName]),
      words.credentialType(line.type),
      ...state,
    ].join(" · "),
    argument: `${model.ref}@${line.id}`,
    names: [modelChoiceName(model), profileChoiceName(line.id)],
    current: line.current,
  };
}

function pageChoice(to: number, from: number): Choice {
  const name = pageChoiceName(to);
  return { label: to < from ? `‹ ${to}` : `${to} ›`, argument: name, names: [name] };
}

function profilePageChoice(page: number, to: number, from: number, { picker }: Words, label?: string): Choice {
  const names = [pageChoiceName(page), profilePageChoiceName(to)];
  const arrow = to < from ? `‹ ${to}` : `${to} ›`;
  return { label: label ?? `${picker.profiles} ${arrow}`, argument: names.join(" "), names };
}
