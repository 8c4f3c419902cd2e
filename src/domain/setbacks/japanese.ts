import {
  addKey,
  addToken,
  type FailureHints,
  type FailureWords,
  hintAfterFailure,
  orSooner,
  type SetbackWords,
  setModel,
  setOrder,
  tellFailure,
  utc,
  type WhyNotWords,
  whyNone,
  whyNot,
} from "../setback-words.js";

const states: WhyNotWords = {
  cooldown: "休止中",
  disabled: "一時停止中",
  expired: "期限切れ",
  needs_login: "再ログインが必要",
  missing_credential: "認証情報なし",
  invalid_expires: "保存された期限の値が不正",
  unresolved_ref: "参照として保存され、解決できない",
  provider_mismatch: "別のプロバイダーのもの",
  mode_mismatch: "設定と種類が違う",
  unknown_profile: "もう存在しない",
  needs_consent: "同意待ち",
  denied: "従量課金で、ここでは定額の代わりにできない",
};

const failures: FailureWords = {
  rate_limit: (provider) => `${provider} でこのアカウントの上限に達しました`,
  overloaded: (provider) => `${provider} は過負荷です`,
  timeout: (provider) => `${provider} に接続できないか、時間内に応答がありませんでした`,
  server_error: (provider) => `${provider} または途中のサーバーでエラーが起きました`,
  billing: (provider) => `${provider} はこのアカウントの続行に支払いを求めています`,
  auth: (provider) => `${provider} はこの認証情報を受け付けませんでした`,
  auth_permanent: (provider) => `${provider} はこの認証情報を許可していません`,
  model_not_found: (provider) => `${provider} はこのモデルをこのアカウントに提供していません`,
  request: (provider) => `${provider} は要求そのものを拒否しました`,
  context_overflow: () => "会話がこのモデルには長すぎます",
  aborted: () => "要求は中断されました",
  unknown: (provider) => `${provider} で未知のエラーが起きました`,
  deadline: (provider) => `${provider} は時間内に応答しませんでした`,
  no_usable_answer: (provider) => `${provider} から使える応答がありませんでした`,
  no_request: () => "この認証情報では要求を送れませんでした",
  login_over: (provider) => `${provider} へのログインは終了しました。更新が拒否されました`,
  login_not_renewed: (provider) => `${provider} へのログインを更新できませんでした`,
  login_renewing: (provider) => `${provider} へのログインを更新している途中です`,
  credential_replaced: () => "要求の途中で認証情報が差し替えられました",
  profile_gone: () => "プロファイルはもう存在しません",
};

const sooner = "もう使えるはずなら: /model @<プロファイル> ですぐに試せます";

const hints: FailureHints = {
  only: {
    aborted: "アカウントに問題はありません。いつでもまた尋ねてください",
    context_overflow: "/new で新しく始めるか、別のモデルを選んでください: /model list",
    request: "言い方を変えるか、別のモデルを選んでください: /model list",
    login_renewing: "少ししてからもう一度試してください",
    credential_replaced: "もう一度メッセージを送ってください",
  },
  first: {
    login_over: (command) => `運用者が再ログインできます: ${command}`,
    login_not_renewed: (command) => `自動で再試行されます。運用者は原因を確認できます: ${command}`,
    no_request: (command) => `運用者は原因を調べられます: ${command}`,
  },
  useKey: "代わりに API キーを使う: /model list",
  back: (time) => `復帰: ${time}`,
  sooner,
  always: "試したもの: /model why · 他を選ぶ: /model list",
};

const backAt = (back: number | undefined): string => (back === undefined ? "" : `復帰: ${utc(back)}。`);

export const japanese: SetbackWords = {
  no_model: (data) => ({
    message: `エージェント ${data.agent} にモデルが設定されていません。`,
    hint: `選ぶ: /model list、または運用者が既定を決める: ${setModel(data)}`,
  }),
  model_gone: ({ model }) => ({
    message: `固定されたモデル ${model} は、ここではもう提供されていません。`,
    hint: "固定は勝手に変わらないため、どこにも尋ねていません。他を選ぶ: /model list、固定を解除: /model default",
  }),
  no_credentials: ({ provider, agent }) => ({
    message: `${provider} の認証情報が見つかりません（エージェント ${agent}）。`,
    hint: `運用者が追加できます: ${addKey(provider)}、または: ${addToken(provider)}`,
  }),
  order_of_nobody: (data) => ({
    message: `${data.provider} の順序（エージェント ${data.agent}）には、使えるプロファイルがありません。`,
    hint: `運用者が別の順序を決められます: ${setOrder(data)}`,
  }),
  none_usable: ({ model, pinned, reasons, back }) => ({
    message: `${pinned ? "固定されたプロファイルは使えません:" : `${model} に使えるプロファイルがありません:`} ${whyNone(states, reasons, "、")}。${backAt(back)}`,
    hint: orSooner(
      pinned
        ? "固定は勝手に変わらないため、他には尋ねていません。/model why · 選ぶ: /model list · 解除: /model @auto または /model default"
        : "/model why · 他を選ぶ: /model list",
      sooner,
      back,
    ),
  }),
  needs_consent: ({ flat, back }) => ({
    message: `定額アカウントは使えません (${whyNot(states, flat, "使用不可")})。答えられるのは従量課金のものだけです。${backAt(back)}`,
    hint: "切り替えできる人は /model consent で許可できます · 他を選ぶ: /model list · 詳細: /model why",
  }),
  turn_failed: (data) => ({
    message: `${tellFailure(failures, data.story)}。`,
    hint: hintAfterFailure(hints, data),
  }),
  answer_cut: ({ story }) => ({
    message: `回答はここで途切れました: ${story ? tellFailure(failures, story) : "接続が切れました"}。`,
  }),
  answer_too_long: ({ characters }) => ({ message: `回答はここで途切れました: ${characters} 文字を超えています。` }),
  consent_denied: () => ({
    message: "ここでは従量課金のアカウントが定額の代わりになることはありません。",
    hint: "自分で選ぶ: /model @<プロファイル>、または運用者が auth.crossBilling を ask か allow にします。",
  }),
  telegram_admin_unknown: () => ({
    message: "あなたがこのグループの管理者かどうか、Telegram から回答がありませんでした。",
    hint: "何も変更していません。少ししてからもう一度試してください。",
  }),
};
