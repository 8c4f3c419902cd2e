import type { ProfileId } from "../ids.js";
import { flags, list, orAdded, quote, type RefusalWords } from "../refusal.js";

const usable = (names: readonly ProfileId[]): string =>
  names.length > 0 ? `使えるもの: ${list(names)}` : "使えるプロファイルがありません。";

export const japanese: RefusalWords = {
  unknown_model: ({ typed, near }) => ({
    message: `モデル ${quote(typed)} はありません。何も変更していません。`,
    hint: orAdded(
      near.length > 0 ? `${near.join(" または ")} のことですか？ 一覧は /model list` : "一覧は /model list",
      typed,
      "運用者が追加します: ",
    ),
  }),
  ambiguous_model: ({ typed, choices, more }) => ({
    message: `${quote(typed)} は複数に当てはまります。何も変更していません。`,
    hint: `どれかを指定してください: ${list(choices)}${more > 0 ? ` (他 +${more})` : ""}`,
  }),
  model_not_allowed: ({ model }) => ({
    message: `${model} はここでは許可されていません。何も変更していません。`,
    hint: "許可されたものは /model list · 運用者は次で許可を広げます: modelPolicy.allow",
  }),
  missing_profile: ({ usable: names }) => ({
    message: "「@」の後にプロファイルがありません。何も変更していません。",
    hint: `${usable(names)} 固定の解除は @auto。`,
  }),
  unknown_profile: ({ typed, provider, usable: names }) => ({
    message: `${provider} にプロファイル ${quote(typed)} はありません。何も変更していません。`,
    hint: usable(names),
  }),
  foreign_profile: ({ profileId, profileProvider, provider, usable: names }) => ({
    message: `${profileId} は ${provider} ではなく ${profileProvider} のプロファイルです。何も変更していません。`,
    hint: usable(names),
  }),
  unknown_flag: ({ flag, near }) => ({
    message: `不明なオプション ${quote(flag)}。何も変更していません。`,
    hint: near.length > 0 ? `${near.join(" または ")} のことですか？ 使えるもの: ${flags}` : `使えるもの: ${flags}`,
  }),
  extra_word: ({ word }) => ({
    message: `${quote(word)} は余分です。何も変更していません。`,
    hint: `対象は一つとオプション: /model <モデル>[@<プロファイル>] [${flags}]`,
  }),
  flag_without_choice: ({ flag, word }) => ({
    message: `${flag} は ${word} と一緒に使えません。何も変更していません。`,
    hint: `${flag} には対象が必要です。例: /model opus ${flag}`,
  }),
  page_out_of_range: ({ page, pages }) => ({
    message: `ページ ${quote(page)} はありません。`,
    hint: pages > 1 ? `ページは 1 から ${pages} まで: /model list 1` : "ページは一つだけです: /model list",
  }),
  no_default_model: ({ agent }) => ({
    message: `エージェント ${agent} にモデルが設定されていません。`,
    hint: "ここで選ぶ: /model list、既定を決める: modelpin models set <provider/model>",
  }),
  may_not_switch: ({ principal }) => ({
    message: "閲覧はできますが、切り替えはできません。何も変更していません。",
    hint: `運用者が許可できます: modelpin access add ${principal} --level switch`,
  }),
  may_not_chat: ({ principal }) => ({
    message: "閲覧はできますが、ここでモデルと話すことはできません。何も変更していません。",
    hint: `運用者が許可できます: modelpin access add ${principal} --level chat`,
  }),
};
