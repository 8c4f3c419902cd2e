import {
  type APIActionRowComponent,
  type APIComponentInMessageActionRow,
  ButtonStyle,
  ComponentType,
  type MessageComponentInteraction,
} from "discord.js";
import type { Choice, Reply } from "../../domain/reply.js";
import type { Signer } from "../picker.js";
import type { Menus } from "../slash.js";
import { cutMiddle } from "./cut-label.js";

/** https://discord.com/developers/docs/components/reference: 25 options in a select, 5 buttons in a row, 5 rows. */
export const discordMenus: Menus = { entries: 25, both: true };
const buttonsPerRow = 5;
const mostRows = 5;
const longestButton = 80;
const longestOption = 100;
const longestPlaceholder = 150;

/** Tells our components from a host's. */
const prefix = "mp:";
const menuPrefix = `${prefix}menu:`;

type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

/** Whether a component is one of ours, by its custom id. */
export function isOurs(customId: string): boolean {
  return customId.startsWith(prefix);
}

/** The token that somebody pressed, on a button or in a menu. */
export function tokenOf(interaction: MessageComponentInteraction): string {
  if (!interaction.customId.startsWith(menuPrefix)) return interaction.customId.slice(prefix.length);
  return (interaction.isStringSelectMenu() ? interaction.values[0] : undefined) ?? "";
}

/**
 * The choices of a reply as components: a select per menu, buttons side by side. Everything is in them, so they
 * outlive a restart.
 */
export function toComponents(reply: Reply, { picker, session, now }: Signer): Row[] {
  if (!picker) return [];
  const sign = ({ names, argument }: Choice): string =>
    picker.sign({ use: "press", names: names ?? [argument], session, now });
  const rows: Row[] = [];
  let open: Row | undefined;
  for (const block of reply.blocks) {
    if (block.kind !== "choices") continue;
    if (block.layout === "menu") {
      open = undefined;
      rows.push(toMenu(block.choices, block.title, `${menuPrefix}${rows.length}`, sign));
      continue;
    }
    for (const choice of block.choices) {
      if (!open || open.components.length === buttonsPerRow) {
        open = { type: ComponentType.ActionRow, components: [] };
        rows.push(open);
      }
      open.components.push({
        type: ComponentType.Button,
        style: choice.current ? ButtonStyle.Primary : ButtonStyle.Secondary,
        label: cutMiddle(choice.label, longestButton),
        custom_id: `${prefix}${sign(choice)}`,
      });
    }
  }
  return rows.slice(0, mostRows);
}

function toMenu(
  choices: readonly Choice[],
  title: string | undefined,
  customId: string,
  sign: (choice: Choice) => string,
): Row {
  const options = choices.slice(0, discordMenus.entries).map((choice) => ({
    label: cutMiddle(choice.label, longestOption),
    value: sign(choice),
    ...(choice.detail === undefined ? {} : { description: cutMiddle(choice.detail, longestOption) }),
    default: choice.current ?? false,
  }));
  const placeholder = title === undefined ? {} : { placeholder: cutMiddle(title, longestPlaceholder) };
  return {
    type: ComponentType.ActionRow,
    components: [{ type: ComponentType.StringSelect, custom_id: customId, options, ...placeholder }],
  };
}
