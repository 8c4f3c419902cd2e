import { UsageError } from "./exit.js";
import { verb } from "./verb.js";

const shells = ["bash", "zsh", "fish"];

export default verb({
  examples: [
    "completion bash > ~/.local/share/bash-completion/completions/modelpin",
    "completion zsh > ~/.zfunc/_modelpin",
    "completion fish > ~/.config/fish/completions/modelpin.fish",
  ],
  says: `Prints the script that makes a shell complete verbs, flags, models, aliases and profile ids. To try it:
  bash  source <(modelpin completion bash)
  zsh   source <(modelpin completion zsh)
  fish  modelpin completion fish | source
The names come from the configuration and the profile files; no network is touched and no secret is printed.`,
  flags: {},
  words: { usage: "<bash|zsh|fish>", min: 1, max: 1 },
  async run({ words: [shell = ""] }) {
    if (!shells.includes(shell)) {
      throw new UsageError("unknown_shell", `There is no completion for ${JSON.stringify(shell)}.`, {
        hint: `There is one for: ${shells.join(", ")}`,
      });
    }
    const { readShipped } = await import("./shipped.js");
    const script = await readShipped(`completion/modelpin.${shell}`);
    return { text: [script.trimEnd()] };
  },
});
