import type { ModelAuth } from "../../src/auth/model-auth.js";
import type { SlashCommand } from "../../src/chat/slash.js";
import { type Language, toLanguage } from "../../src/domain/language.js";
import { type Line, type Reply, text } from "../../src/domain/reply.js";
import { helpDescription } from "./descriptions.js";
import { helpWords } from "./help-words.js";

/**
 * `/help`, and `/start`, which Telegram sends for whoever opens a conversation: the commands, and what may follow
 * `/model`.
 *
 * @example
 * const menu = [model(auth), fresh(auth, forget)];
 * bot.use(telegram(auth, [...menu, help(auth, menu)]));
 */
export function help(auth: Pick<ModelAuth, "language">, commands: readonly SlashCommand[]): SlashCommand {
  return {
    name: "help",
    otherNames: ["start"],
    description: helpDescription.en,
    descriptions: helpDescription,
    async run({ locale }) {
      const language = toLanguage(locale, auth.language());
      const menu = commands.map(
        ({ name, description, descriptions }): Line => [
          { code: `/${name}` },
          ` ${descriptions?.[language] ?? description}`,
        ],
      );
      const hasModel = commands.some(({ name }) => name === "model");
      const blocks = [text(...menu), ...(hasModel ? [text(...modelGrammar(language))] : [])];
      return { audience: "caller", language, blocks };
    },
  };
}

/** What `/model help` answers. */
export function modelHelp(language: Language): Reply {
  return { audience: "caller", language, blocks: [text(...modelGrammar(language))] };
}

/** The grammar of `/model` in five lines. */
function modelGrammar(language: Language): Line[] {
  const { model, profile, ...says } = helpWords[language];
  return [
    [{ code: "/model" }, ` ${says.list}`],
    [{ code: `/model <${model}>[@<${profile}>]` }, ` ${says.choose}`],
    [{ code: `/model @<${profile}>` }, " · ", { code: "/model @auto" }, ` ${says.account}`],
    [{ code: "/model default" }, " · ", { code: "/model why" }, " · ", { code: "/model status" }, ` ${says.look}`],
    [{ code: "--once" }, " · ", { code: "--soft" }, ` ${says.flags}`],
  ];
}
