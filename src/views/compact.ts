import type { ModelLine, ModelStatus } from "../auth/status.js";
import { Refusal } from "../domain/refusal.js";
import type { Block, Reply, Span } from "../domain/reply.js";
import { headLines, modelSpans, problemLines, type Reader } from "./parts.js";
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

/**
 * What `/model` and `/model list` show: what is in force and where that came from, then the models, numbered through
 * all pages.
 *
 * @throws {Refusal} `page_out_of_range`.
 */
export function compactView(status: ModelStatus, reader: Reader, page = "1"): Reply {
  const { words } = reader;
  const pages = Math.max(1, Math.ceil(status.models.length / modelsPerPage));
  const number = /^\d{1,6}$/.test(page) ? Number(page) : 0;
  if (number < 1 || number > pages) throw new Refusal("page_out_of_range", { page, pages });

  const first = (number - 1) * modelsPerPage;
  const items = status.models
    .slice(first, first + modelsPerPage)
    .map((model, index) => modelLine(model, first + index + 1, words));
  const blocks: Block[] = [
    { kind: "text", lines: [...headLines(status, reader), ...problemLines(status.problems)] },
    ...(items.length === 0
      ? []
      : [
          { kind: "text" as const, lines: [[], words.models] },
          { kind: "list" as const, items, more: words.more },
        ]),
    { kind: "text", lines: [...(pages > 1 ? [words.page(number, pages)] : []), words.howToSwitch] },
  ];
  return { audience: "caller", blocks };
}
