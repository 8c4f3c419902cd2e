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
  cooldown: "冷却中",
  disabled: "暂时停用",
  expired: "已过期",
  needs_login: "需要重新登录",
  missing_credential: "无凭据",
  invalid_expires: "存储的过期时间无效",
  unresolved_ref: "存储为无法解析的引用",
  provider_mismatch: "属于其他提供商",
  mode_mismatch: "类型与设置不符",
  unknown_profile: "已不存在",
  needs_consent: "等待同意",
  denied: "按量计费，这里不允许代替包月账号",
};

const failures: FailureWords = {
  rate_limit: (provider) => `${provider}：此账号已达到限额`,
  overloaded: (provider) => `${provider} 过载`,
  timeout: (provider) => `${provider} 无法连接或未及时应答`,
  server_error: (provider) => `${provider} 或中间的服务器自身出错`,
  billing: (provider) => `${provider} 要求付款后此账号才能继续`,
  auth: (provider) => `${provider} 未接受此凭据`,
  auth_permanent: (provider) => `${provider} 不允许此凭据`,
  model_not_found: (provider) => `${provider} 不向此账号提供该模型`,
  request: (provider) => `${provider} 拒绝了请求本身`,
  context_overflow: () => "对话对该模型来说过长",
  aborted: () => "请求已停止",
  unknown: (provider) => `${provider} 以尚未知晓的方式失败`,
  deadline: (provider) => `${provider} 未及时应答`,
  no_usable_answer: (provider) => `${provider} 没有给出可用的应答`,
  no_request: () => "无法用此凭据发出请求",
  login_over: (provider) => `${provider} 的登录已失效：对方拒绝续期`,
  login_not_renewed: (provider) => `${provider} 的登录未能续期`,
  login_renewing: (provider) => `${provider} 的登录仍在续期`,
  credential_replaced: () => "请求期间凭据被更换",
  profile_gone: () => "该配置已不存在",
};

const sooner = "已经恢复了？/model @<配置> 会立即重试";

const hints: FailureHints = {
  only: {
    aborted: "账号没有问题：随时可以再问",
    context_overflow: "用 /new 重新开始，或选择其他模型：/model list",
    request: "换个说法，或选择其他模型：/model list",
    login_renewing: "请稍后再试",
    credential_replaced: "请重新发送消息",
  },
  first: {
    login_over: (command) => `管理者可以重新登录：${command}`,
    login_not_renewed: (command) => `会自动重试；管理者可以查看原因：${command}`,
    no_request: (command) => `管理者可以查明原因：${command}`,
  },
  useKey: "改用 API 密钥：/model list",
  back: (time) => `恢复时间：${time}`,
  sooner,
  always: "尝试过的：/model why · 选择其他：/model list",
};

const backAt = (back: number | undefined): string => (back === undefined ? "" : `恢复时间：${utc(back)}。`);

export const chinese: SetbackWords = {
  no_model: (data) => ({
    message: `智能体 ${data.agent} 未设置模型。`,
    hint: `选择：/model list，或由管理者设置默认：${setModel(data)}`,
  }),
  model_gone: ({ model }) => ({
    message: `固定的模型 ${model} 在此已不再提供。`,
    hint: "固定不会自行改变，因此没有询问任何提供商。选择其他：/model list，或取消固定：/model default",
  }),
  no_credentials: ({ provider, agent }) => ({
    message: `找不到 ${provider} 的凭据（智能体 ${agent}）。`,
    hint: `管理者可以添加：${addKey(provider)}，或：${addToken(provider)}`,
  }),
  order_of_nobody: (data) => ({
    message: `${data.provider} 的顺序（智能体 ${data.agent}）中没有可用的配置。`,
    hint: `管理者可以另设顺序：${setOrder(data)}`,
  }),
  none_usable: ({ model, pinned, reasons, back }) => ({
    message: `${pinned ? "固定的配置不可用：" : `${model} 没有可用的配置：`}${whyNone(states, reasons, "；")}。${backAt(back)}`,
    hint: orSooner(
      pinned
        ? "固定不会自行改变，因此没有询问其他配置。/model why · 选择：/model list · 取消：/model @auto 或 /model default"
        : "/model why · 选择其他：/model list",
      sooner,
      back,
    ),
  }),
  needs_consent: ({ flat, back }) => ({
    message: `包月账号：${whyNot(states, flat, "不可用")}；只有按量计费的账号能回答。${backAt(back)}`,
    hint: "可以切换的人用 /model consent 允许 · 选择其他：/model list · 详情：/model why",
  }),
  turn_failed: (data) => ({
    message: `${tellFailure(failures, data.story)}。`,
    hint: hintAfterFailure(hints, data),
  }),
  answer_cut: ({ story }) => ({
    message: `回答在此中断：${story ? tellFailure(failures, story) : "连接断开了"}。`,
  }),
  answer_too_long: ({ characters }) => ({ message: `回答在此中断：超过 ${characters} 个字符。` }),
  consent_denied: () => ({
    message: "在此，按量计费的账号从不代替包月账号。",
    hint: "自行选择：/model @<配置>，或由管理者将 auth.crossBilling 设为 ask 或 allow。",
  }),
  telegram_admin_unknown: () => ({
    message: "Telegram 没有说明你是否是本群的管理员。",
    hint: "未做任何更改。请稍后再试。",
  }),
};
