import type { ConnectOptions } from "../../../src/chat/platform.js";
import type { Principal } from "../../../src/domain/ids.js";

/** What a person sees of an answer: its text without mark-up, and who else sees it. */
export interface Seen {
  readonly text: string;
  readonly visibleTo: "caller" | "room";
}

/** Who does something, and where. */
export interface By {
  readonly who: "owner" | "other";
  readonly where: "dm" | "group";
}

/** A platform that runs against its loopback server. Whatever is done is on its way before a method returns. */
export interface Stage {
  /** Somebody types `/name argument`; resolves with the answer that they see. */
  command(name: string, argument: string, by: By): Promise<Seen>;
  /** Somebody says something to the bot; resolves with the answer, which holds `re: <text>`. */
  say(text: string, by: By): Promise<string>;
  /** Somebody presses the button, or picks the entry, of that label under the answer that they saw last. */
  press?(label: string, by: By): Promise<Seen>;
  close(): Promise<void>;
}

/** All that the contract needs to know of a platform. */
export interface PlatformUnderTest {
  readonly name: string;
  /** The longest message the platform takes, in UTF-16 code units of what is read. */
  readonly limit: number;
  /** The principals under which the two people of {@link By} are known; the same where there is but one. */
  readonly people: { readonly owner: Principal; readonly other: Principal };
  /** Where people can be. */
  readonly places: readonly By["where"][];
  /** What can be pressed, by label: see {@link Stage.press}. Nothing where there is only text. */
  readonly presses: readonly string[];
  start(parts: Pick<ConnectOptions, "gatekeeper" | "commands" | "converse" | "log" | "now">): Stage | Promise<Stage>;
}
