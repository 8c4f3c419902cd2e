import type { ModelLine, ModelStatus } from "../auth/status/status.js";
import { Refusal } from "../domain/refusal.js";
import type { Block, Reply, Span } from "../domain/reply.js";
import { headLines, modelSpans, problemList, type Reader } from "./parts.js";
import { type PickerInput, pickerBlocks } from "./picker.js";
import type { Words } from "./words.js";

/** What a page lists at most, in models and in characters: with what stands around it, it fits a Discord message. */
const perPage = { models: 20, characters: 1500 };
/** What a line holds beside names: number, marks, a note, and what a platform writes them with. */
const besideNames = 40;

/** The position of each page's first model. Menus show `entries` of them; a list as many as a message takes. */
function pageStarts(models: readonly ModelLine[], entries: number | undefined): readonly number[] {
  const starts = [0];
  let first = 0;
  let characters = 0;
  for (const [index, { ref, alias = "" }] of models.entries()) {
    const length = ref.length + alias.length + besideNames;
    const isFull = entries === undefined && characters + length > perPage.characters && index > first;
    if (isFull || index - first >= (entries ?? perPage.models)) {
      starts.push(index);
      first = index;
      characters = 0;
    }
    characters += length;
  }
  return starts;
}

function modelLine(model: ModelLine, position: number, words: Words): { line: Span[]; current: boolean } {
  const { availability } = model;
  const note =
    availability.kind === "ready"
      ? []
      : [
          " · ",
          ...(availability.kind === "none" ? words.availability.none : words.availability.cooling(availability.until)),
        ];
  const mark = model.current ? [" · ", { strong: words.currentMark }] : [];
  return { line: [`${position}. `, ...modelSpans(model, words), ...note, ...mark], current: model.current };
}

/** What the platform can show to press, for {@link compactView}. */
export type CompactPicker = Omit<PickerInput, "status" | "page">;

/**
 * What `/model` and `/model list` show: what is in force and where that came from, then the models: numbered through
 * all pages, or to press where `picker` says how.
 *
 * @param page as it was typed, or the one that holds an entry (the last one where none does).
 * @throws {Refusal} `page_out_of_range`.
 */
export function compactView(
  status: ModelStatus,
  reader: Reader,
  page: string | { readonly entry: number } = "1",
  picker?: CompactPicker,
): Reply {
  const { words } = reader;
  const seeAll = `modelpin models list --agent ${status.agentId}`;
  const starts = pageStarts(status.models, picker?.entries);
  const pages = starts.length;
  const number = pageNumber(page, starts);
  const first = starts[number - 1];
  if (first === undefined) throw new Refusal("page_out_of_range", { page: String(page), pages });

  const items = status.models
    .slice(first, starts[number])
    .map((model, index) => modelLine(model, first + index + 1, words));
  const list: Block[] =
    items.length === 0
      ? []
      : [
          { kind: "text", lines: [[], words.models] },
          { kind: "list", items, more: (hidden) => words.moreForOperators(hidden, seeAll) },
        ];
  const head: Block[] = [{ kind: "text", lines: headLines(status, reader) }, ...problemList(status.problems, words)];
  const paging = pages > 1 ? [words.page(number, pages)] : [];
  if (!picker) {
    return { audience: "caller", blocks: [...head, ...list, { kind: "text", lines: [...paging, words.howToSwitch] }] };
  }
  const choices = pickerBlocks({ ...picker, status, page: number }, words);
  return {
    audience: "caller",
    card: true,
    blocks: [...head, { kind: "text", lines: [[], ...paging, words.howToPress] }, ...inWords(choices, list)],
  };
}

/** 1 and up; 0 for what is no number. */
function pageNumber(page: string | { readonly entry: number }, starts: readonly number[]): number {
  if (typeof page === "string") return /^\d{1,6}$/.test(page) ? Number(page) : 0;
  return starts.findLastIndex((start) => start < page.entry) + 1;
}

/** Where the menus cannot be shown after all, the numbered list stands in the place of the first one. */
function inWords([first, ...rest]: readonly Block[], list: readonly Block[]): Block[] {
  const items = list.find((block) => block.kind === "list");
  if (first?.kind !== "choices" || !items) return first ? [first, ...rest] : [];
  return [{ ...first, inWords: items }, ...rest];
}
