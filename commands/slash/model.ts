import type { ModelAuth } from "../../src/auth/model-auth.js";
import type { SessionAuth } from "../../src/auth/session-auth.js";
import type { ModelStatus } from "../../src/auth/status/status.js";
import type { Viewer } from "../../src/auth/status/visibility.js";
import type { Completion, Invocation, Place, SlashCommand } from "../../src/chat/slash.js";
import type { Chosen } from "../../src/domain/choose.js";
import { toLanguage } from "../../src/domain/language.js";
import { parseModelRef } from "../../src/domain/model-ref.js";
import { type ModelTarget, parseModelTarget } from "../../src/domain/model-target.js";
import { type Reply, text } from "../../src/domain/reply.js";
import { isKnownModel } from "../../src/domain/resolve-model.js";
import { compactView } from "../../src/views/compact.js";
import { confirmation } from "../../src/views/confirmation.js";
import { consentAnswer } from "../../src/views/consent.js";
import { fullView } from "../../src/views/full.js";
import type { Reader } from "../../src/views/parts.js";
import { pickerBlocks, wayBack } from "../../src/views/picker.js";
import { whyView } from "../../src/views/why.js";
import { wordsIn } from "../../src/views/words/all.js";
import { completeModel } from "./complete-model.js";
import { choiceDescription, modelDescription } from "./descriptions.js";
import { modelHelp } from "./help.js";
import { noSuchNumber } from "./help-words.js";
import { type PickerScene, toPicker } from "./model-picker.js";
import { pressableModel } from "./pressable-model.js";
import { createShownLists } from "./shown-lists.js";

/** What the buttons that page through profiles say: `list 1 @2`. Nobody needs to type it. */
const profilePages = /^list (\d{1,6}) @(\d{1,6})$/;

/**
 * `/model`: see the models, see why, pin model and credential for this conversation.
 *
 * @example
 * bot.use(telegram(auth, [model(auth)]));
 */
export function model(auth: ModelAuth): SlashCommand {
  const shown = createShownLists(auth.now);

  interface Asked {
    readonly session: SessionAuth;
    readonly viewer: Viewer;
    readonly reader: Reader;
    readonly picker: PickerScene;
  }

  async function list(
    { session, viewer, reader, picker }: Asked,
    page?: Parameters<typeof compactView>[2],
    profilePage?: number,
  ): Promise<Reply> {
    const status = await session.status(viewer);
    const choices = toPicker(picker, status, profilePage === undefined ? "models" : "profiles");
    const input = choices && { ...choices, ...(profilePage === undefined ? {} : { profilePage }) };
    const reply = compactView(status, reader, page, input);
    shown.remember(readerOf(session, viewer), refsOf(status));
    return reply;
  }

  /** What was chosen, and below it what may be chosen next: the profiles of a model that came without one. */
  async function store({ session, viewer, reader, picker }: Asked, target: Chosen): Promise<Reply> {
    const report = await session.pin(target, viewer);
    const reply = confirmation({ ...report, kind: target.kind === "default" ? "default" : "pinned" }, reader);
    const choices = toPicker(picker, report.status, "profiles");
    if (!choices) return reply;
    const open = target.kind === "choose" && target.profile === undefined && !target.once;
    const profiles = open || choices.show === "both" ? choices.profiles : [];
    const blocks = pickerBlocks({ ...choices, profiles, status: report.status }, reader.words);
    const { model } = report.status.current;
    const prompt =
      choices.show === "profiles" && profiles.length > 0 && model
        ? [text([], reader.words.picker.chooseProfile(model.alias ?? model.ref))]
        : [];
    return { ...reply, blocks: [...reply.blocks, ...prompt, ...blocks] };
  }

  async function entry(asked: Asked, target: Extract<ModelTarget, { kind: "entry" }>): Promise<Reply> {
    const { number, kind: _, ...rest } = target;
    const ref = shown.recall(readerOf(asked.session, asked.viewer))?.[number - 1];
    if (ref !== undefined) return store(asked, { kind: "choose", model: ref, ...rest });
    // Nothing is set by a number that stands for nothing; the list is shown instead, on the page where it would be.
    const reply = await list(asked, { entry: Math.max(1, number) });
    const said = noSuchNumber[asked.reader.words.language](String(number));
    return { ...reply, blocks: [text(said), ...reply.blocks] };
  }

  async function ask(invocation: Invocation): Promise<Asked> {
    const scene = sceneOf(auth, invocation);
    const snapshot = await auth.snapshot(scene.session.agentId);
    return { ...scene, picker: { auth, snapshot, viewer: scene.viewer, menus: invocation.menus } };
  }

  /** Leads on from a view with words alone, where there is something to press. */
  const leadingOn = (reply: Reply, { picker, reader }: Asked, ...to: Parameters<typeof wayBack>[0]): Reply => ({
    ...reply,
    card: true,
    blocks: picker.menus ? [...reply.blocks, wayBack(to, reader.words)] : reply.blocks,
  });

  async function answer(asked: Asked, argument: string): Promise<Reply> {
    const { session, viewer, reader, picker } = asked;
    const paged = profilePages.exec(argument);
    if (paged && picker.menus) return list(asked, paged[1], Number(paged[2]));
    const { catalog } = picker.snapshot;
    const target = parseModelTarget(argument, (typed) => isKnownModel(catalog, typed));
    switch (target.kind) {
      case "list":
        return list(asked, target.page);
      case "status":
        return leadingOn(fullView(await session.status(viewer), reader), asked, "list", "why");
      case "why":
        return leadingOn(whyView(await session.why(viewer), reader), asked, "list", "status");
      case "help":
        return modelHelp(reader.words.language);
      case "consent":
        return consentAnswer(await session.consent(target.profile, viewer), reader);
      case "entry":
        return entry(asked, target);
      case "choose":
      case "default":
        return store(asked, target);
    }
  }

  return {
    name: "model",
    description: modelDescription.en,
    descriptions: modelDescription,
    argument: { name: "choice", description: choiceDescription.en, descriptions: choiceDescription },
    async run(invocation) {
      const asked = await ask(invocation);
      return { ...(await answer(asked, invocation.argument)), language: asked.reader.words.language };
    },
    async complete(invocation): Promise<readonly Completion[]> {
      const { session, viewer } = sceneOf(auth, invocation);
      const snapshot = await auth.snapshot(session.agentId);
      const keepsModel = invocation.argument.startsWith("@");
      const [pinned] = keepsModel ? await pinnedModels(auth, invocation.place) : [];
      const current = pinned === undefined ? snapshot.catalog.primary : parseModelRef(pinned);
      return completeModel({ snapshot, viewer, may: auth.may, current }, invocation.argument);
    },
    async pressable({ place, ...invocation }) {
      const { session } = sceneOf(auth, { place, ...invocation });
      return pressableModel(await auth.snapshot(session.agentId), await pinnedModels(auth, place));
    },
  };
}

/** The models that are pinned here or around, the nearest first. */
async function pinnedModels(auth: ModelAuth, { session, parent }: Place): Promise<readonly string[]> {
  const records = await Promise.all([session, ...(parent === undefined ? [] : [parent])].map(auth.pins.read));
  return records.flatMap((record) => [record?.pin?.model, record?.once?.model]).filter((ref) => ref !== undefined);
}

function readerOf(session: SessionAuth, viewer: Viewer): string {
  return `${session.agentId} ${session.key} ${viewer.person.id}`;
}

function refsOf({ models }: ModelStatus): readonly string[] {
  return models.map(({ ref }) => ref);
}

/** Who asks, where, and in which words the answer is given. */
export function sceneOf(
  auth: ModelAuth,
  invocation: Invocation,
): { session: SessionAuth; viewer: Viewer; reader: Reader } {
  const { place, person, seenByCallerAlone, locale } = invocation;
  const words = wordsIn(toLanguage(locale, auth.language()));
  return {
    session: auth.session(place),
    viewer: { person, seenByCallerAlone },
    reader: { words, id: person.id, inRoom: !seenByCallerAlone },
  };
}
