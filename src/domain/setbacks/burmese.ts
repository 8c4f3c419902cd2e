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
  cooldown: "ခေတ္တနားနေ",
  disabled: "ခေတ္တ ပိတ်ထား",
  expired: "သက်တမ်းကုန်",
  needs_login: "ထပ်မံ ဝင်ရောက်ရန် လို",
  missing_credential: "အထောက်အထား မရှိ",
  invalid_expires: "သိမ်းထားသော သက်တမ်း မမှန်",
  unresolved_ref: "ရှာမရသော ရည်ညွှန်းချက်အဖြစ် သိမ်းထား",
  provider_mismatch: "အခြား ပံ့ပိုးသူ၏ဟာ",
  mode_mismatch: "ဆက်တင်နှင့် အမျိုးအစား မတူ",
  unknown_profile: "မရှိတော့",
  needs_consent: "သဘောတူချက် စောင့်နေ",
  denied: "သုံးသလောက်ပေး ဖြစ်၍ ဤနေရာတွင် ပုံသေနှုန်း အကောင့်အစား ခွင့်မပြု",
};

const failures: FailureWords = {
  rate_limit: (provider) => `${provider} တွင် ဤအကောင့်၏ ကန့်သတ်ချက် ပြည့်သွားသည်`,
  overloaded: (provider) => `${provider} ဝန်ပိနေသည်`,
  timeout: (provider) => `${provider} ကို ဆက်သွယ်၍ မရပါ သို့မဟုတ် အချိန်မီ မဖြေပါ`,
  server_error: (provider) => `${provider} သို့မဟုတ် ကြားရှိ ဆာဗာတွင် အမှား ဖြစ်သည်`,
  billing: (provider) => `ဤအကောင့် ဆက်သုံးရန် ${provider} က ငွေပေးချေခိုင်းသည်`,
  auth: (provider) => `${provider} က ဤအထောက်အထားကို လက်မခံပါ`,
  auth_permanent: (provider) => `${provider} က ဤအထောက်အထားကို ခွင့်မပြုပါ`,
  model_not_found: (provider) => `${provider} က ဤမော်ဒယ်ကို ဤအကောင့်အား မပေးပါ`,
  request: (provider) => `${provider} က တောင်းဆိုမှုကို ငြင်းပယ်သည်`,
  context_overflow: () => "စကားဝိုင်းသည် ဤမော်ဒယ်အတွက် ရှည်လွန်းသည်",
  aborted: () => "တောင်းဆိုမှုကို ရပ်လိုက်သည်",
  unknown: (provider) => `${provider} သည် မသိရသေးသော ပုံစံဖြင့် မအောင်မြင်ပါ`,
  deadline: (provider) => `${provider} က အချိန်မီ မဖြေပါ`,
  no_usable_answer: (provider) => `${provider} က အသုံးပြုနိုင်သော အဖြေ မပေးပါ`,
  no_request: () => "ဤအထောက်အထားဖြင့် တောင်းဆို၍ မရပါ",
  login_over: (provider) => `${provider} သို့ ဝင်ရောက်မှု ကုန်ဆုံးပြီ၊ သက်တမ်းတိုးရန် ငြင်းပယ်သည်`,
  login_not_renewed: (provider) => `${provider} သို့ ဝင်ရောက်မှုကို သက်တမ်းတိုး၍ မရပါ`,
  login_renewing: (provider) => `${provider} သို့ ဝင်ရောက်မှုကို သက်တမ်းတိုးနေဆဲ ဖြစ်သည်`,
  credential_replaced: () => "တောင်းဆိုနေစဉ် အထောက်အထားကို အစားထိုးလိုက်သည်",
  profile_gone: () => "ပရိုဖိုင် မရှိတော့ပါ",
};

const sooner = "ပြန်ကောင်းပြီလား? /model @<ပရိုဖိုင်> ဖြင့် ချက်ချင်း စမ်းနိုင်သည်";

const hints: FailureHints = {
  only: {
    aborted: "အကောင့်တွင် ပြဿနာ မရှိပါ။ အချိန်မရွေး ထပ်မေးနိုင်သည်",
    context_overflow: "/new ဖြင့် အသစ် စပါ သို့မဟုတ် အခြား မော်ဒယ် ရွေးပါ: /model list",
    request: "အခြားနည်းဖြင့် ပြောပါ သို့မဟုတ် အခြား မော်ဒယ် ရွေးပါ: /model list",
    login_renewing: "ခဏနေ ထပ်စမ်းပါ",
    credential_replaced: "စာကို ထပ်ပို့ပါ",
  },
  first: {
    login_over: (command) => `စီမံသူက ထပ်မံ ဝင်ရောက်နိုင်သည်: ${command}`,
    login_not_renewed: (command) => `အလိုအလျောက် ထပ်စမ်းပါမည်။ စီမံသူက အကြောင်းရင်း ကြည့်နိုင်သည်: ${command}`,
    no_request: (command) => `စီမံသူက အကြောင်းရင်း ရှာနိုင်သည်: ${command}`,
  },
  useKey: "API ကီးကို အစားသုံးပါ: /model list",
  back: (time) => `ပြန်ရမည်: ${time}`,
  sooner,
  always: "စမ်းခဲ့သည်များ: /model why · အခြား ရွေးရန်: /model list",
};

const backAt = (back: number | undefined): string => (back === undefined ? "" : ` ပြန်ရမည်: ${utc(back)}။`);

export const burmese: SetbackWords = {
  no_model: (data) => ({
    message: `အေးဂျင့် ${data.agent} အတွက် မော်ဒယ် မသတ်မှတ်ရသေးပါ။`,
    hint: `ရွေးရန် /model list၊ စီမံသူက မူရင်း သတ်မှတ်ရန်: ${setModel(data)}`,
  }),
  model_gone: ({ model }) => ({
    message: `ပင်ထိုးထားသော မော်ဒယ် ${model} ကို ဤနေရာတွင် မရနိုင်တော့ပါ။`,
    hint: "ပင်သည် အလိုအလျောက် မပြောင်းသဖြင့် မည်သူ့ကိုမျှ မမေးပါ။ အခြား ရွေးရန်: /model list၊ ပင်ဖြုတ်ရန်: /model default",
  }),
  no_credentials: ({ provider, agent }) => ({
    message: `${provider} အတွက် အထောက်အထား မတွေ့ပါ (အေးဂျင့် ${agent})။`,
    hint: `စီမံသူက ထည့်နိုင်သည်: ${addKey(provider)} သို့မဟုတ်: ${addToken(provider)}`,
  }),
  order_of_nobody: (data) => ({
    message: `${data.provider} ၏ အစီအစဉ် (အေးဂျင့် ${data.agent}) တွင် သုံးနိုင်သော ပရိုဖိုင် မရှိပါ။`,
    hint: `စီမံသူက အခြား အစီအစဉ် သတ်မှတ်နိုင်သည်: ${setOrder(data)}`,
  }),
  none_usable: ({ model, pinned, reasons, back }) => ({
    message: `${pinned ? "ပင်ထိုးထားသော ပရိုဖိုင် မသုံးနိုင်ပါ:" : `${model} အတွက် သုံးနိုင်သော ပရိုဖိုင် မရှိပါ:`} ${whyNone(states, reasons, "၊ ")}။${backAt(back)}`,
    hint: orSooner(
      pinned
        ? "ပင်သည် အလိုအလျောက် မပြောင်းသဖြင့် အခြားကို မမေးပါ။ /model why · ရွေးရန်: /model list · ဖြုတ်ရန်: /model @auto သို့မဟုတ် /model default"
        : "/model why · အခြား ရွေးရန်: /model list",
      sooner,
      back,
    ),
  }),
  needs_consent: ({ flat, back }) => ({
    message: `ပုံသေနှုန်း အကောင့် မသုံးနိုင်ပါ (${whyNot(states, flat, "မသုံးနိုင်")})။ သုံးသလောက်ပေး အကောင့်သာ ဖြေနိုင်သည်။${backAt(back)}`,
    hint: "ပြောင်းခွင့်ရှိသူက /model consent ဖြင့် ခွင့်ပြုနိုင်သည် · အခြား ရွေးရန်: /model list · အသေးစိတ်: /model why",
  }),
  turn_failed: (data) => ({
    message: `${tellFailure(failures, data.story)}။`,
    hint: hintAfterFailure(hints, data),
  }),
  answer_cut: ({ story }) => ({
    message: `အဖြေ ဤနေရာတွင် ပြတ်သွားသည်: ${story ? tellFailure(failures, story) : "ချိတ်ဆက်မှု ပြတ်သွားသည်"}။`,
  }),
  answer_too_long: ({ characters }) => ({ message: `အဖြေ ဤနေရာတွင် ပြတ်သွားသည်: စာလုံး ${characters} ထက် ရှည်သည်။` }),
  consent_denied: () => ({
    message: "ဤနေရာတွင် သုံးသလောက်ပေး အကောင့်သည် ပုံသေနှုန်း အကောင့်၏ နေရာကို ဘယ်တော့မှ မယူပါ။",
    hint: "ကိုယ်တိုင် ရွေးရန်: /model @<ပရိုဖိုင်>၊ သို့မဟုတ် စီမံသူက auth.crossBilling ကို ask သို့မဟုတ် allow ထားနိုင်သည်။",
  }),
  telegram_admin_unknown: () => ({
    message: "သင်သည် ဤအဖွဲ့၏ အက်ဒမင် ဟုတ်မဟုတ် Telegram က မဖြေပါ။",
    hint: "ဘာမှ မပြောင်းပါ။ ခဏနေ ထပ်စမ်းပါ။",
  }),
};
