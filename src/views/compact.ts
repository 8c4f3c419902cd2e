import type { ModelLine, ModelStatus } from "../auth/status.js";
import { Refusal } from "../domain/refusal.js";
import type { Block, Reply, Span } from "../domain/reply.js";
import { headLines, modelSpans, problemLines, type Reader } from "./parts.js";
import { type PickerInput, pagesOf, pickerBlocks } from "./picker.js";
import type { Words } from "./words.js";

/** How many models one page lists; a page of the longest lines still fits a Discord message. */
export const modelsPerPage = 20;

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
 * @throws {Refusal} `page_out_of_range`.
 */
export function compactView(status: ModelStatus, reader: Reader, page = "1", picker?: CompactPicker): Reply {
  const { words } = reader;
  const entries = picker?.entries ?? modelsPerPage;
  const pages = pagesOf(status.models.length, entries);
  const number = /^\d{1,6}$/.test(page) ? Number(page) : 0;
  if (number < 1 || number > pages) throw new Refusal("page_out_of_range", { page, pages });

  const first = (number - 1) * entries;
  const items = status.models
    .slice(first, first + entries)
    .map((model, index) => modelLine(model, first + index + 1, words));
  const list: Block[] =
    items.length === 0
      ? []
      : [
          { kind: "text", lines: [[], words.models] },
          { kind: "list", items, more: words.more },
        ];
  const head: Block = {
    kind: "text",
    lines: [...headLines(status, reader), ...problemLines(status.problems, reader.words)],
  };
  const paging = pages > 1 ? [words.page(number, pages)] : [];
  if (!picker) {
    return { audience: "caller", blocks: [head, ...list, { kind: "text", lines: [...paging, words.howToSwitch] }] };
  }
  const choices = pickerBlocks({ ...picker, status, page: number }, words);
  return {
    audience: "caller",
    card: true,
    blocks: [head, { kind: "text", lines: [[], ...paging, words.howToPress] }, ...inWords(choices, list)],
  };
}

/** Where the menus cannot be shown after all, the numbered list stands in the place of the first one. */
function inWords([first, ...rest]: readonly Block[], list: readonly Block[]): Block[] {
  const items = list.find((block) => block.kind === "list");
  if (first?.kind !== "choices" || !items) return first ? [first, ...rest] : [];
  return [{ ...first, inWords: items }, ...rest];
}
