import type { ProfileId } from "../ids.js";
import { flags, list, orAdded, quote, type RefusalWords } from "../refusal.js";

const usable = (names: readonly ProfileId[]): string =>
  names.length > 0 ? `你可以使用：${list(names)}` : "没有你可以使用的配置。";

export const chinese: RefusalWords = {
  unknown_model: ({ typed, near }) => ({
    message: `没有模型 ${quote(typed)}。未做任何更改。`,
    hint: orAdded(
      near.length > 0 ? `你是指 ${near.join(" 或 ")} 吗？全部见 /model list` : "全部见 /model list",
      typed,
      "管理者可添加：",
    ),
  }),
  ambiguous_model: ({ typed, choices, more }) => ({
    message: `${quote(typed)} 有歧义。未做任何更改。`,
    hint: `请指明：${list(choices)}${more > 0 ? `（还有 +${more}）` : ""}`,
  }),
  model_not_allowed: ({ model }) => ({
    message: `${model} 在此不被允许。未做任何更改。`,
    hint: "允许的见 /model list · 管理者可放宽：modelPolicy.allow",
  }),
  missing_profile: ({ usable: names }) => ({
    message: "“@”后没有配置。未做任何更改。",
    hint: `${usable(names)}用 @auto 取消固定的配置。`,
  }),
  unknown_profile: ({ typed, provider, usable: names }) => ({
    message: `${provider} 没有配置 ${quote(typed)}。未做任何更改。`,
    hint: usable(names),
  }),
  foreign_profile: ({ profileId, profileProvider, provider, usable: names }) => ({
    message: `${profileId} 是 ${profileProvider} 的配置，不是 ${provider} 的。未做任何更改。`,
    hint: usable(names),
  }),
  unknown_flag: ({ flag, near }) => ({
    message: `未知选项 ${quote(flag)}。未做任何更改。`,
    hint: near.length > 0 ? `你是指 ${near.join(" 或 ")} 吗？可用：${flags}` : `可用：${flags}`,
  }),
  extra_word: ({ word }) => ({
    message: `多出了 ${quote(word)}。未做任何更改。`,
    hint: `一个目标加选项：/model <模型>[@<配置>] [${flags}]`,
  }),
  flag_without_choice: ({ flag, word }) => ({
    message: `${flag} 不能与 ${word} 一起使用。未做任何更改。`,
    hint: `${flag} 需要一个选择，例如 /model opus ${flag}`,
  }),
  page_out_of_range: ({ page, pages }) => ({
    message: `没有第 ${quote(page)} 页。`,
    hint: pages > 1 ? `页码从 1 到 ${pages}：/model list 1` : "只有一页：/model list",
  }),
  no_default_model: ({ agent }) => ({
    message: `智能体 ${agent} 未设置模型。`,
    hint: "在此选择：/model list，或设置默认：modelpin models set <provider/model>",
  }),
  may_not_switch: ({ principal }) => ({
    message: "你可以查看，但不能切换。未做任何更改。",
    hint: `管理者可以允许：modelpin access add ${principal} --level switch`,
  }),
  may_not_chat: ({ principal }) => ({
    message: "你可以查看，但不能在此与模型对话。未做任何更改。",
    hint: `管理者可以允许：modelpin access add ${principal} --level chat`,
  }),
};
